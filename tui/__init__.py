"""What is seen: the terminal app and the command line."""
