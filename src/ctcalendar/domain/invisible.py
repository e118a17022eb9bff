"""The characters that nobody sees and that texts need all the same."""

# Of the invisible characters only those that Arabic is written with: joiners, direction marks, signs before numbers.
# Embeddings, overrides and isolates reorder the text around them; tags and zero-width spaces hide text.
INVISIBLE_BUT_USED = frozenset("\u200c\u200d\u200e\u200f\u061c\u0600\u0601\u0602\u0603\u0604\u0605\u06dd")
