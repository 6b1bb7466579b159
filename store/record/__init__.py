"""The record: what companies stated, for which period, by which source, known since when."""
