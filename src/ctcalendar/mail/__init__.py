"""Mail: what is in it, how it is written, and how it leaves."""
