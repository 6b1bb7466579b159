"""The only code of the app that reads the store; panes ask them, widgets never do."""
