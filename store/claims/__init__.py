"""Figures of the press held against the record."""
