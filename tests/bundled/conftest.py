"""The bundled record, for tests that read it."""

from recorded import bundled, record

__all__ = ["bundled", "record"]
