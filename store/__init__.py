"""What is kept: SQLite, the record of figures, rules and their states. Imports nothing of ours."""
