"""If-None-Match (RFC 9110 section 13.1.2): a list of validators, or `*`, compared weakly."""

import re

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def not_modified(if_none_match: str | None, etag: str) -> bool:
    """Whether the client already holds what `etag` (strong, quoted) stands for."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)
