"""The append-only log: every fact, in one order without gaps, each chained to the one before.

`chain` says what a row is and how it is hashed; `append` writes; `read`, `verify` and `backup` only read.
"""
