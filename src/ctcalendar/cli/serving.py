"""Commands that stay: up and serve."""

import signal
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from ctcalendar.cli.door import Door, enter
from ctcalendar.cli.printing import write
from ctcalendar.cli.writing import prepare
from ctcalendar.errors import Unavailable

if TYPE_CHECKING:
    from ctcalendar.scheduler import Metronome


@click.command()
@click.option("--demo", is_flag=True, help="Load the bundled record first.")
@click.option("--host", metavar="ADDRESS", help="Listen on this address.")
@click.option("--port", type=click.IntRange(0, 65535), help="Listen on this port; 0 takes any free one.")
def up(demo: bool, host: str | None, port: int | None) -> None:
    """Make or migrate the database, then serve feeds, pages and JSON and do what is due, until stopped."""
    from ctcalendar.scheduler import Metronome

    door = enter()
    prepare(door, demo=demo)
    _serve(door, host, port, Metronome(door.app, interval_s=door.settings.tick_seconds))


@click.command()
@click.option("--host", metavar="ADDRESS", help="Listen on this address.")
@click.option("--port", type=click.IntRange(0, 65535), help="Listen on this port; 0 takes any free one.")
def serve(host: str | None, port: int | None) -> None:
    """Serve feeds, pages and JSON from a database that is ready, until stopped; somebody else does what is due."""
    door = enter()
    with door.app.reading():
        pass
    _serve(door, host, port)


def _serve(door: Door, host: str | None, port: int | None, metronome: "Metronome | None" = None) -> None:
    import uvicorn

    from ctcalendar.web.site import site

    listening = _listen(host or door.settings.host, door.settings.port if port is None else port)
    address, bound = listening.getsockname()[:2]
    write(f"listening on http://{address}:{bound}/ (stop with Ctrl-C)")
    sys.stdout.flush()
    config = uvicorn.Config(site(door.app), log_level="warning", server_header=False, access_log=False)
    # To be asked to stop is not an error, by Ctrl-C or by a service manager; uvicorn raises the signal again when done.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if metronome:
        metronome.start()
    try:
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        if metronome:
            metronome.stop()
        door.app.publisher.store()


def _listen(host: str, port: int) -> socket.socket:
    listening: socket.socket | None = None
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # From here on a caller waits for its answer rather than being turned away.
        listening.listen(128)
    except OSError as error:
        if listening is not None:
            listening.close()
        raise Unavailable(
            f"cannot listen on {host}:{port}: {error.strerror or error}", hint="choose another with --host and --port"
        ) from None
    return listening
