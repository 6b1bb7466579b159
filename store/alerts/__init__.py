"""What became of rules: states, events, notices and their deliveries."""
