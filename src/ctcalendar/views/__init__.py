"""Folded views: every table here is what the log says, row by row, and can be folded anew at any time.

`changes` is what a rule may yield, `tables` the tables, `shapes` and `rules` the pure rules, `fold` the machinery that
turns their changes into row versions, `apply` live folding and rebuilding. `filter`, `entries` and `registers` read,
and import no database library.
"""
