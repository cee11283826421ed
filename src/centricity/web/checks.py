"""What must hold before the platform starts; every check says what is wrong and what to do."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error

from centricity.cli.words import say
from centricity.web.environment import LOCAL_HOSTS, signs_of_life

KEY_LENGTH = 50
LOOPBACK = {*LOCAL_HOSTS, "::1"}
OPEN = "centricity.E007"
"""The home folder is open to others: no reason to go without a backup."""


def fault(number: int, ru: tuple[str, str], en: tuple[str, str]) -> Error:
    """An error with its hint, both in the language of this call."""
    return Error(say(ru[0], en[0]), hint=say(ru[1], en[1]), id=f"centricity.E{number:03}")


def secret_key() -> Iterator[Error]:
    if settings.LOCAL and list(home_writable()):
        return  # the key of a local platform is made as soon as it has a place
    if len(settings.SECRET_KEY) < KEY_LENGTH or len(set(settings.SECRET_KEY)) < 10:
        yield fault(
            1,
            ("Секретного ключа нет, или он короток.",
             f"Задайте CENTRICITY_SECRET_KEY: случайную строку не короче {KEY_LENGTH} знаков."),
            ("There is no secret key, or it is short.",
             f"Set CENTRICITY_SECRET_KEY to a random string of {KEY_LENGTH} characters or more."),
        )  # fmt: skip


def hosts() -> Iterator[Error]:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield fault(
            2,
            ("Не названо, под какими именами отвечает платформа.",
             "Задайте CENTRICITY_HOSTS: имена через пробел, без «*»."),
            ("It is not said under which names the platform answers.",
             "Set CENTRICITY_HOSTS to the names, parted by spaces, without “*”."),
        )  # fmt: skip


def origin() -> Iterator[Error]:
    told = settings.CSRF_TRUSTED_ORIGINS
    if settings.LOCAL or (told and all(_secure(each) for each in told)):
        return
    yield fault(
        3,
        ("Адрес платформы не назван или не начинается с https://.",
         "Задайте CENTRICITY_ORIGIN, например https://cx.example.org, без пути."),
        ("The address of the platform is not set or does not begin with https://.",
         "Set CENTRICITY_ORIGIN, for example https://cx.example.org, without a path."),
    )  # fmt: skip


def _secure(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.hostname not in {None, "", "*"} and not (parts.path or parts.query)


def database_url() -> Iterator[Error]:
    if settings.DATABASES["default"]["ENGINE"].endswith(".dummy"):
        yield fault(
            4,
            ("DATABASE_URL не читается.",
             "Уберите его (тогда SQLite) или задайте postgresql://user:password@host/name."),
            ("DATABASE_URL cannot be read.", "Leave it out (for SQLite) or set postgresql://user:password@host/name."),
        )  # fmt: skip


def email_url() -> Iterator[Error]:
    if settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend"):
        yield fault(
            5,
            ("CENTRICITY_EMAIL_URL не читается.", "Задайте smtp://, smtps:// или smtp+tls://user:password@host:port."),
            ("CENTRICITY_EMAIL_URL cannot be read.", "Set smtp://, smtps:// or smtp+tls://user:password@host:port."),
        )  # fmt: skip


def home_writable() -> Iterator[Error]:
    home = Path(settings.HOME)
    if not home.is_dir() or not os.access(home, os.W_OK | os.X_OK) or _read_only(home):
        yield fault(
            6,
            (f"В папку {home} нельзя писать.",
             "Создайте её и отдайте пользователю платформы либо задайте CENTRICITY_HOME."),
            (f"The folder {home} cannot be written.",
             "Make it, owned by the user of the platform, or set CENTRICITY_HOME."),
        )  # fmt: skip


def _read_only(folder: Path) -> bool:
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def home_closed() -> Iterator[Error]:
    home = Path(settings.HOME)
    if home.is_dir() and home.stat().st_mode & stat.S_IRWXO:
        yield fault(
            7,
            (f"Папка {home} открыта всем пользователям машины.", f"Закройте её: chmod o-rwx {home}"),
            (f"The folder {home} is open to all users of the machine.", f"Close it: chmod o-rwx {home}"),
        )  # fmt: skip


def local_bind() -> Iterator[Error]:
    bind = settings.BIND
    if not settings.LOCAL or not bind or bind.startswith("unix:") or bind.rpartition(":")[0] in LOOPBACK:
        return
    yield fault(
        8,
        (f"С --local платформа не защищена, а адрес {bind} доступен другим.",
         "Оставьте --bind 127.0.0.1:8000 или запустите без --local, с настройками для работы в сети."),
        (f"With --local the platform is not protected, and {bind} is open to others.",
         "Keep --bind 127.0.0.1:8000, or start without --local, with the settings of production."),
    )  # fmt: skip


def debug() -> Iterator[Error]:
    if settings.DEBUG:
        yield fault(
            12,
            ("Включена отладка: страницы ошибок показали бы код и настройки.", "Уберите DEBUG из настроек."),
            ("Debugging is on: pages of errors would show code and settings.", "Take DEBUG out of the settings."),
        )


def signs() -> Iterator[Error]:
    beat, dead = signs_of_life()
    if beat >= dead:
        yield fault(
            14,
            (f"Признак жизни задания даётся раз в {beat:g} с, а погибшим его процесс считается через {dead:g} с.",
             "Задайте CENTRICITY_BEAT в несколько раз меньше CENTRICITY_DEAD или уберите обе."),
            (f"A job gives a sign of life every {beat:g} s, yet its worker is taken for dead after {dead:g} s.",
             "Set CENTRICITY_BEAT several times smaller than CENTRICITY_DEAD, or leave out both."),
        )  # fmt: skip


OF_SETTINGS: tuple[Callable[[], Iterator[Error]], ...] = (
    secret_key, hosts, origin, database_url, email_url, home_writable, home_closed, local_bind, debug,
    signs,
)  # fmt: skip


def check_settings(app_configs: Any = None, **more: Any) -> list[Error]:
    """All faults of the settings at once."""
    return [each for check in OF_SETTINGS for each in check()]
