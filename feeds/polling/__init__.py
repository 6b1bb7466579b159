"""Which feed, when, and what becomes of its answer: from the queue to the database."""
