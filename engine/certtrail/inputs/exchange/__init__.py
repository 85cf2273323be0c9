"""What Exchange and Windows export beside events: certificates, connectors, settings, SMTP logs."""
