"""durable_rules, in a worker process of its own, within the subset that was found exact."""
