"""What the platform is told by the environment."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
MINUTES = 60


@dataclass(frozen=True)
class Environment:
    """Settings from the environment; ``local`` is a platform for one machine, reached by nobody else."""

    home: Path
    local: bool
    bind: str
    secret_key: str
    hosts: tuple[str, ...]
    origin: str
    database_url: str
    email_url: str
    email_from: str
    behind_proxy: bool
    mfa_for_administrators: bool
    identity_providers: Path | None
    warehouses: Path | None
    mailboxes: Path | None


def environment() -> Environment:
    """Read the environment; nothing is checked here, see `centricity.web.checks`."""
    told = os.environ
    home = Path(told.get("CENTRICITY_HOME") or "var").resolve()
    local = told.get("CENTRICITY_LOCAL", "") == "1"
    return Environment(
        home=home,
        local=local,
        bind=told.get("CENTRICITY_BIND", ""),
        secret_key=told.get("CENTRICITY_SECRET_KEY") or (_kept_key(home) if local else ""),
        hosts=LOCAL_HOSTS if local else tuple(told.get("CENTRICITY_HOSTS", "").split()),
        origin=told.get("CENTRICITY_ORIGIN", "").rstrip("/"),
        database_url=told.get("DATABASE_URL", ""),
        email_url=told.get("CENTRICITY_EMAIL_URL", ""),
        email_from=told.get("CENTRICITY_EMAIL_FROM", "centricity@localhost"),
        behind_proxy=told.get("CENTRICITY_BEHIND_PROXY", "") == "1",
        mfa_for_administrators=told.get("CENTRICITY_MFA_FOR_ADMINISTRATORS", "0" if local else "1") == "1",
        identity_providers=_path("CENTRICITY_IDENTITY_PROVIDERS"),
        warehouses=_path("CENTRICITY_WAREHOUSES"),
        mailboxes=_path("CENTRICITY_MAILBOXES"),
    )


def _path(name: str) -> Path | None:
    """A file that the environment names."""
    told = os.environ.get(name)
    return Path(told) if told else None


def seconds(name: str, usual: float) -> float:
    """A span of time that the environment may set; what is no positive number leaves the usual one."""
    with suppress(ValueError):
        told = float(os.environ.get(name, ""))
        return told if 0 < told < 86_400 else usual
    return usual


def whole(name: str, usual: int) -> int:
    """A count that the environment may set; what is no whole number from nought on leaves the usual one."""
    told = os.environ.get(name, "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else usual


def signs_of_life() -> tuple[float, float]:
    """Seconds between two signs of life of a job, and without one until its worker is taken for dead."""
    return seconds("CENTRICITY_BEAT", 5.0), seconds("CENTRICITY_DEAD", 30.0)


def _kept_key(home: Path) -> str:
    """The secret of a local platform: made once, readable by its owner alone; empty where it cannot be kept."""
    path = home / "secret_key"
    try:
        if not path.exists():
            _make_key(path)
        return path.read_text("utf-8").strip()
    except OSError:
        return ""


def _make_key(path: Path) -> None:
    """Write a secret whole before it has its name: a server and a worker may start at once."""
    home_make(path.parent)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def home_make(home: Path) -> None:
    """Make the home folder, closed to others."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)


def database(url: str, home: Path) -> dict[str, object]:
    """Django's settings of the database: SQLite in the home folder, or the PostgreSQL of a URL.

    A URL that is neither gives a database that refuses everything; `centricity.web.checks` tells of it.
    """
    try:
        return _database(url, home)
    except ValueError:
        return {"ENGINE": "django.db.backends.dummy"}


def _database(url: str, home: Path) -> dict[str, object]:
    if not url:
        return _sqlite(home / "centricity.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(parts.scheme)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "centricity.web.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": MINUTES,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": MINUTES,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON",
        },
    }


def email(url: str) -> dict[str, object]:
    """Django's settings of mail by ``smtp://user:password@host:port``; without it letters go to the terminal.

    A URL that is neither sends nothing; `centricity.web.checks` tells of it.
    """
    try:
        return _email(url)
    except ValueError:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


def _email(url: str) -> dict[str, object]:
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise ValueError(parts.scheme)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
