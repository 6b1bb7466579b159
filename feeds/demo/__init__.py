"""The demo: feeds of our own sentences that a loopback server replays over two minutes."""
