"""The panes: each puts a widget and a presenter together and answers the keys of its scope."""
