"""The record in forms that other programs read: JSON Lines, CSV tables, JSON-LD, an SQLite file.

Everything here is written of plain items, each as `show --format json` prints it, and of nothing else. One catalogue of
tables (catalogue.py) serves CSV and SQLite, with the words that describe each column.
"""
