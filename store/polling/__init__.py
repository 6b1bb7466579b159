"""What the poller and the screen share about feeds: which there are, when due, how they do."""
