"""Mailboxes to which customers write, from the file that CENTRICITY_MAILBOXES names."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field

from centricity.errors import Fault
from centricity.methods.part import Part
from centricity.methods.yaml_file import YamlFile
from centricity.web.listed import read_listed

Word = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Mailbox(Part):
    """A mailbox that is read over IMAP; its letters are marked as seen, never deleted.

    Attributes
    ----------
    organisation
        Code of the organisation whose feedback comes here.
    secret_env
        Environment variable that holds the password.
    security
        ``tls`` from the first byte, ``starttls``, or ``none``, which is for this machine alone.
    """

    organisation: Word
    host: Word
    port: Annotated[int, Field(ge=1, le=65_535)] = 993
    user: Word
    secret_env: Word
    folder: Annotated[str, Field(strict=True, pattern=r'^[^"\\\x00-\x1f]{1,200}$')] = "INBOX"
    security: Annotated[str, Field(pattern=r"^(tls|starttls|none)$")] = "tls"

    @property
    def secret(self) -> str:
        return os.environ.get(self.secret_env, "")


class MailboxesFile(Part):
    """The file: a list of mailboxes."""

    mailboxes: Annotated[list[Mailbox], Field(min_length=1)]


def read_mailboxes(path: Path) -> list[Mailbox]:
    """Read the file of mailboxes.

    Raises
    ------
    MisuseError
        With all faults of the file.
    """
    return read_listed(path, MailboxesFile, lambda file: file.mailboxes, _wrong)


def _wrong(told: Mailbox, at: int, _whole: list[Mailbox], file: YamlFile) -> list[Fault]:
    faults = []
    if not told.secret:
        place = file.place(("mailboxes", at, "secret_env"))
        faults.append(Fault("web.mailbox_secret", place, {"name": told.secret_env}))
    if told.security == "none" and told.host not in LOOPBACK:
        place = file.place(("mailboxes", at, "security"))
        faults.append(Fault("web.mailbox_bare", place, {"host": told.host}))
    return faults
