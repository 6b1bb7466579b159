"""A page of what happened: stories by topic, figures against the record, alerts, what is due."""
