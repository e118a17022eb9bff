"""Erasable working tables: what is not history is not in the log."""
