"""Bytes in the order of their keys, in blocks: what changed is joined anew, the rest is kept as it was."""

from bisect import bisect_left, bisect_right, insort

Key = tuple[str, str]
_BLOCK = 128
"""Keys of a block: few enough to join again after each change, enough that a long feed has few blocks."""


class _Block:
    """Some keys that follow one another, and the bytes of all of them once they were asked for."""

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        self.joined: bytes | None = None


class Ordered:
    """Bytes by key, kept in order."""

    def __init__(self) -> None:
        self._bodies: dict[Key, bytes] = {}
        self._blocks: list[_Block] = []

    def __len__(self) -> int:
        return len(self._bodies)

    def put(self, key: Key, body: bytes) -> None:
        """Put bytes in their place; the key must be new."""
        assert key not in self._bodies, key
        self._bodies[key] = body
        if not self._blocks:
            self._blocks.append(_Block([]))
        at = max(0, bisect_right(self._blocks, key, key=_first) - 1)
        block = self._blocks[at]
        insort(block.keys, key)
        block.joined = None
        if len(block.keys) > 2 * _BLOCK:
            self._blocks[at : at + 1] = [_Block(block.keys[:_BLOCK]), _Block(block.keys[_BLOCK:])]

    def take(self, key: Key) -> None:
        """Take bytes away; the key must be there."""
        del self._bodies[key]
        at = max(0, bisect_right(self._blocks, key, key=_first) - 1)
        block = self._blocks[at]
        del block.keys[bisect_left(block.keys, key)]
        block.joined = None
        if not block.keys:
            del self._blocks[at]

    def bodies(self) -> list[bytes]:
        """All the bytes, in order."""
        return [self._joined(block) for block in self._blocks]

    def _joined(self, block: _Block) -> bytes:
        if block.joined is None:
            block.joined = b"".join([self._bodies[key] for key in block.keys])
        return block.joined


def _first(block: _Block) -> Key:
    return block.keys[0] if block.keys else ("", "")
