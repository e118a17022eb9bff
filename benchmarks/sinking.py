"""A mail server that only counts, in a process of its own: `python sinking.py`, until its input ends.

It says its port, and after each line of input how many mails it has taken since the last: a thread for each connection,
which reads to the end of a mail as fast as Python can, and looks into none.
"""

import socket
import sys
from threading import Thread

_END = b"\r\n.\r\n"


class Counter:
    """Counts what all connections take."""

    def __init__(self) -> None:
        self.taken = 0

    def serve(self, connection: socket.socket) -> None:
        """One conversation."""
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 sink\r\n")
            while line := lines.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    connection.sendall(b"354 go ahead\r\n")
                    self._take(connection)
                elif verb == b"QUIT":
                    connection.sendall(b"221 bye\r\n")
                    return
                else:
                    connection.sendall(b"250 ok\r\n")

    def _take(self, connection: socket.socket) -> None:
        # Nobody sends more than was asked for: nothing is left in the buffer of lines.
        tail = b""
        while not tail.endswith(_END):
            read = connection.recv(65_536)
            if not read:
                return
            tail = (tail + read)[-len(_END) :]
        self.taken += 1
        connection.sendall(b"250 taken\r\n")


def main() -> None:
    """Serve until the input ends."""
    counter = Counter()
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    Thread(target=_accept, args=(listening, counter), daemon=True).start()
    print(listening.getsockname()[1], flush=True)
    for _ in sys.stdin:
        print(counter.taken, flush=True)
        counter.taken = 0


def _accept(listening: socket.socket, counter: Counter) -> None:
    while True:
        connection, _ = listening.accept()
        Thread(target=counter.serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
