"""A mail server for tests that speaks as much IMAP as reading a mailbox takes."""

import re
import socketserver
import threading
from contextlib import contextmanager


class _Hand(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            if command.upper().startswith("LOGOUT"):
                self._say("* BYE", f"{tag} OK done")
                return
            self._say(*self._answered(command), f"{tag} {self._verdict(command)}")

    def _say(self, *lines):
        for line in lines:
            self.wfile.write(line if isinstance(line, bytes) else f"{line}\r\n".encode())

    def _verdict(self, command):
        box = self.server.box
        if command.upper().startswith("LOGIN"):
            return "OK done" if box.password in command else "NO wrong password"
        if command.upper().startswith("SELECT"):
            return "OK done" if f'"{box.folder}"' in command else "NO no such folder"
        return "OK done"

    def _answered(self, command):
        box, told = self.server.box, command.upper()
        if told.startswith("CAPABILITY"):
            yield "* CAPABILITY IMAP4rev1"
        elif told.startswith("SELECT"):
            yield f"* {len(box.letters)} EXISTS"
        elif told.startswith("UID SEARCH"):
            unseen = [str(n) for n in range(1, len(box.letters) + 1) if n not in box.seen]
            yield f"* SEARCH {' '.join(unseen)}"
        elif told.startswith("UID FETCH"):
            number, most = map(int, re.search(r"FETCH (\d+) .*<0\.(\d+)>", command).groups())
            raw = box.letters[number - 1][:most]
            yield f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        elif told.startswith("UID STORE"):
            if box.breaks:
                self.connection.close()
                raise ConnectionAbortedError
            box.seen.add(int(command.split()[2]))


class Box(socketserver.ThreadingTCPServer):
    """A mailbox: letters as bytes, which of them were seen, and whether the line breaks before they are marked."""

    allow_reuse_address = daemon_threads = True
    password, folder = "hunter2", "Отзывы"

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Hand)
        self.box, self.letters, self.seen, self.breaks = self, [], set(), False

    def handle_error(self, request, client_address):
        """A line that breaks is what some tests want."""


@contextmanager
def mailbox():
    with Box() as box:
        threading.Thread(target=box.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield box
        box.shutdown()
