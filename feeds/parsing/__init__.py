"""A document of bytes into what a feed states: clean text, links, times."""
