"""Sending to a mail server as Debian installs it: exim, on loopback, delivering into a maildir that is read back."""

import mailbox
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from threading import Event

import pytest

from app.posting import SENDER, address_of, kept, mail_to, message_id_of, posted, put, reader, states, subscriber
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.sending import Sent, send_due
from ctcalendar.mail.smtp import check
from ctcalendar.settings import Settings
from log.building import DEADLINE_S

USER = "Debian-exim"
MAILS, PER_CONNECTION = 60, 25
CONFIGURATION = Template("""\
primary_hostname = exim.test
spool_directory = $folder/spool
log_file_path = $folder/log/%s
pid_file_path = $folder/pid
daemon_smtp_ports = $port
local_interfaces = 127.0.0.1
tls_advertise_hosts =
smtp_accept_max_per_connection = $per_connection
queue_only = true
deliver_drop_privilege = true
acl_smtp_rcpt = rcpt
acl_smtp_data = data
begin acl
rcpt:
  defer local_parts = later
        message = 4.7.1 $$local_part@$$domain is greylisted
  deny  local_parts = nobody
        message = 5.1.1 unknown user $$local_part@$$domain
  accept domains = readers.example
  deny  message = 5.7.1 relay not permitted
data:
  accept
begin routers
all:
  driver = accept
  transport = folder
begin transports
folder:
  driver = appendfile
  directory = $folder/mail
  maildir_format
  create_directory
  envelope_to_add
  return_path_add
""")


class Exim:
    """A running exim, with a folder of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._configuration = folder / "exim.conf"
        given = {"folder": folder, "port": self._port, "per_connection": PER_CONNECTION}
        self._configuration.write_text(CONFIGURATION.substitute(given))
        for name in ("spool", "log", "mail"):
            (folder / name).mkdir()
            shutil.chown(folder / name, USER)
        self.url = f"smtp://127.0.0.1:{self._port}"
        self._daemon = subprocess.Popen([*self._command, "-bdf"], stderr=subprocess.PIPE)

    @property
    def _command(self) -> list[str | Path]:
        return [self._program, "-C", self._configuration]

    def await_greeting(self) -> None:
        """Until it answers."""
        for _ in range(int(DEADLINE_S / 0.05)):
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self._port), 1)):
                return
            if self._daemon.poll() is not None:
                assert self._daemon.stderr
                pytest.fail(f"exim ended: {self._daemon.stderr.read().decode()}")
            Event().wait(0.05)
        pytest.fail("exim does not answer")

    def delivered(self) -> list[mailbox.MaildirMessage]:
        """Have it deliver all that it has taken; what came."""
        subprocess.run([*self._command, "-qf"], check=True, timeout=DEADLINE_S)
        folder = self._folder / "mail"
        return list(mailbox.Maildir(folder)) if (folder / "new").exists() else []

    def close(self) -> None:
        self._daemon.kill()
        self._daemon.wait()
        if self._daemon.stderr:
            self._daemon.stderr.close()


@pytest.fixture
def exim() -> Iterator[Exim]:
    """A mail server, for one test."""
    program = shutil.which("exim4", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None or os.geteuid() != 0:
        # Under CI it is installed by whoever may.
        is_amiss = os.environ.get("CI") and os.geteuid() == 0
        (pytest.fail if is_amiss else pytest.skip)("needs exim4 (apt-get install exim4-daemon-light), and to be root")
    # Its user must be able to get there, whatever TMPDIR says.
    with TemporaryDirectory(dir="/tmp", prefix="ctcalendar-exim-") as folder:
        Path(folder).chmod(0o755)
        with closing(Exim(program, Path(folder))) as running:
            running.await_greeting()
            yield running


@pytest.mark.slow
def test_a_real_mail_server_gets_each_mail_once_and_delivers_it(sqlite_url: str, clock: Clock, exim: Exim):
    """Over several connections, each of which takes so many mails and then no more; refusals are understood."""
    app = App(Settings(database_url=sqlite_url), clock=clock)
    app.init()
    names = [f"reader-{number}" for number in range(MAILS)]
    posted(app, *names, "later", "nobody")
    put(app, [reader("abroad", address="a@elsewhere.example")], [mail_to("abroad", address="a@elsewhere.example")])
    settings = Settings(database_url=sqlite_url, mail_url=exim.url, mail_from=SENDER, mail_connections=2)
    done = send_due(settings, clock=clock, return_path=lambda mail: f"b+{mail.subscriber}@calendar.example")
    assert done == Sent(sent=MAILS, retried=1, dead=1, suppressed=1)
    assert kept(app)["later"].said == "451 4.7.1 … is greylisted"
    assert subscriber(app, "nobody").suppressed == "550 5.1.1 unknown user …"
    assert states(app)["abroad"] == "dead"
    delivered = {message["Envelope-to"]: message for message in exim.delivered()}
    assert sorted(delivered) == sorted(map(address_of, names))
    for name in names:
        message = delivered[address_of(name)]
        assert message["Message-ID"] == message_id_of(name)
        assert message["Return-path"] == f"<b+{name}@calendar.example>"
        assert message.get_payload() == f"News for {name}.\n.\n..and a line that begins with dots\n"


@pytest.mark.slow
def test_a_real_mail_server_is_found_well(exim: Exim):
    """The check speaks with it as a sender would, and leaves nothing there."""
    assert [one.state for one in check(exim.url)] == ["ok"] * 4
    assert exim.delivered() == []
