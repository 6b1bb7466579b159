"""The digest as a page: Markdown, HTML and plain text from the same values."""
