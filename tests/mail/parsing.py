"""What Python's email package finds wrong with a mail."""

from email.message import EmailMessage, Message


def defects(mail: Message) -> list[str]:
    """Every defect of it, of its headers and of its parts."""
    found = [repr(one) for one in mail.defects]
    found += [f"{name}: {one!r}" for name, value in mail.items() for one in getattr(value, "defects", ())]
    parts = mail.get_payload() if mail.is_multipart() else []
    return found + [one for part in parts if isinstance(part, Message) for one in defects(part)]


def text_of(mail: EmailMessage, kind: str) -> str:
    """The text of the part of that kind, with lines ended by line feeds."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
