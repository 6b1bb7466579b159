"""What comes in: fetching, parsing, tagging and reading figures. Imports only `store`."""
