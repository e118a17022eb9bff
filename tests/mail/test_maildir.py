"""Mail in a folder: each once, whoever tries how often; and read by what reads maildirs."""

import mailbox
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ctcalendar.mail.maildir import Letterbox, file_name
from ctcalendar.mail.verdicts import Fate, Parcel

MESSAGE = b"Message-ID: <one@calendar.example>\r\n\r\nNews.\r\n"


def parcel(number: int = 1, *, again: bool = False) -> Parcel:
    """The mail of that number."""
    name = f"<{number}@calendar.example>"
    return Parcel(MESSAGE, name, "calendar@calendar.example", "layla@readers.example", again)


def put(folder: Path, *parcels: Parcel) -> list[Fate]:
    """Put mails into a folder."""
    letterbox = Letterbox(folder)
    return [letterbox.send(one, lambda: True).fate for one in parcels]


def files(folder: Path) -> list[str]:
    """All files there, by their folders."""
    return sorted(f"{path.parent.name}/{path.name}" for path in folder.rglob("*") if path.is_file())


def test_mail_is_read_by_what_reads_maildirs(tmp_path: Path):
    """The folder is made; lines end as in other files; nobody else may read it."""
    assert put(tmp_path / "mail", parcel()) == [Fate.ACCEPTED]
    [message] = mailbox.Maildir(tmp_path / "mail", create=False)
    assert (message["Message-ID"], message.get_payload()) == ("<one@calendar.example>", "News.\n")
    [file] = (tmp_path / "mail" / "new").iterdir()
    assert b"\r" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_mail_is_there_once_however_often_it_is_sent(tmp_path: Path):
    """That it is there already is as good as having sent it."""
    assert put(tmp_path, *[parcel()] * 3, parcel(again=True)) == [Fate.ACCEPTED] * 4
    assert files(tmp_path) == [f"new/{file_name('<1@calendar.example>')}"]


def test_many_who_put_the_same_mails_put_each_once(tmp_path: Path):
    """Eight at once, the same hundred."""
    with ThreadPoolExecutor(8) as threads:
        for fates in threads.map(lambda _: put(tmp_path, *map(parcel, range(100))), range(8)):
            assert fates == [Fate.ACCEPTED] * 100
    assert len(files(tmp_path)) == 100


def test_a_mail_that_somebody_has_read_does_not_come_again(tmp_path: Path):
    """A reader has moved it to where it is known, before its sender, killed, could write down that it went."""
    put(tmp_path, parcel())
    name = file_name("<1@calendar.example>")
    (tmp_path / "new" / name).rename(tmp_path / "cur" / f"{name}:2,S")
    assert put(tmp_path, parcel(again=True)) == [Fate.ACCEPTED]
    assert files(tmp_path) == [f"cur/{name}:2,S"]


def test_what_a_killed_sender_left_half_written_goes(tmp_path: Path):
    """It holds what was personal."""
    put(tmp_path, parcel(2))
    (tmp_path / "tmp" / f"{file_name('<1@calendar.example>')}.beef").write_bytes(b"Message-ID: <o")
    put(tmp_path, parcel(again=True))
    assert [name for name in files(tmp_path) if name.startswith("tmp/")] == []


@pytest.mark.parametrize("below", ["file/mail", "file"])
def test_a_folder_that_cannot_be_is_left_alone(tmp_path: Path, below: str):
    """As a server that is down: no mail is lost of it."""
    (tmp_path / "file").touch()
    [verdict] = [Letterbox(tmp_path / below).send(parcel(), lambda: True)]
    assert verdict.fate is Fate.TURNED_AWAY
    assert str(tmp_path / below) in verdict.said


def test_names_say_nothing_of_whom_mail_is_for(tmp_path: Path):
    """They are safe in every file system, and the same for the same Message-ID."""
    name = file_name("<../../layla@calendar.example>")
    assert Path(name).name == name
    assert "layla" not in name
    assert name == file_name("<../../layla@calendar.example>")
