"""A mail server as it stands on other machines: Exim, without rights, in a folder of its own, on this machine alone."""

import email
import email.policy
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from mail_kit import certificate
from ports import free_port, listens
from web_platform import until

EXIM = shutil.which("exim4") or shutil.which("exim4", path="/usr/sbin")
USER = "Debian-exim"
WHY_NOT = (
    "no exim4: make test-e2e installs it" if EXIM is None
    else "only root can hand Exim to its own user" if os.geteuid() != 0 else ""
)  # fmt: skip
_SETTINGS = """
primary_hostname = mail.example.org
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
deliver_drop_privilege = true
host_lookup =
rfc1413_hosts =
keep_environment =
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.key
acl_smtp_rcpt = recipients
acl_smtp_data = whole
begin acl
recipients:
  defer message = come back later
        condition = ${{lookup{{$local_part}}lsearch{{{folder}/busy}}{{yes}}{{no}}}}
  require message = no such mailbox
          verify = recipient
  accept
whole:
  accept
begin routers
boxes:
  driver = accept
  domains = example.org
  local_parts = lsearch;{folder}/boxes
  transport = boxes
begin transports
boxes:
  driver = appendfile
  directory = {folder}/mail/$local_part_data
  maildir_format
  return_path_add
  envelope_to_add
begin retry
* * F,1h,1s
"""


class Exim:
    """The server and its mailboxes."""

    def __init__(self, folder):
        self.folder, self.port, self._running = folder, free_port(), None
        for name in ("spool", "log", "mail"):
            (folder / name).mkdir()
        self.certificate, _key = certificate(folder)
        (folder / "settings").write_text(_SETTINGS.format(folder=folder, port=self.port), "utf-8")
        self.boxes()
        self.busy()
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, USER, USER)

    def boxes(self, *names):
        """Who has a mailbox; others are unknown."""
        (self.folder / "boxes").write_text("".join(f"{name}: {name}\n" for name in names))

    def busy(self, *names):
        """To whom nothing can be delivered for now."""
        (self.folder / "busy").write_text("".join(f"{name}: yes\n" for name in names))

    def start(self):
        command = [EXIM, "-C", str(self.folder / "settings"), "-bdf", "-q1s"]
        more = {"user": USER, "group": USER, "extra_groups": [], "start_new_session": True}
        self._running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        until(lambda: listens(self.port))

    def kill(self):
        """The server, its sessions and what it delivers right now are gone at one stroke."""
        with suppress(ProcessLookupError):
            os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()

    def delivered(self, name):
        """What lies in a mailbox."""
        found = sorted((self.folder / "mail" / name / "new").glob("*"))
        return [(path.read_bytes(), email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
                for path in found]  # fmt: skip

    def idle(self):
        """Nothing waits in the queue of the server."""
        return not list((self.folder / "spool" / "input").glob("*-H"))


@contextmanager
def exim():
    """The server, running; its folder is where its user may go, and is taken away."""
    folder = Path(tempfile.mkdtemp(prefix="mta"))
    made = Exim(folder)
    made.start()
    try:
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder, ignore_errors=True)
