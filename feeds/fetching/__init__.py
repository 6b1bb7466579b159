"""The network: one feed fetched politely, within bounds, from where it may come."""
