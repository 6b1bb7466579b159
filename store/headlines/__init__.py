"""Headlines: written once, found again, marked, grouped into stories, forgotten."""
