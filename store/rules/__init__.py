"""The rule language and the rules a user keeps."""
