"""What in the record does not fit together, found by pure rules: what is read, and the day it is, are handed in."""
