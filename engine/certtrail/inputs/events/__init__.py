"""Event logs in every form that is exported: .evtx, XML, CliXML, JSON, CSV; records out."""
