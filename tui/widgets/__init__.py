"""Dumb, reusable widgets: they paint what they are given and say what was pressed."""
