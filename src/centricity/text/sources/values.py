"""Values of a foreign table brought to those of a document: ratings, flags, addresses, names."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from centricity.text.documents import KINDS, cleaned

NAME = 300
ADDRESS = 2_000

_HOST = re.compile(r"https?://(?:[^/@?#\s]*@)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SOUND = r"^https?://[!-~]+$"
_YES = frozenset({"true", "1", "yes", "да", "ad", "реклама", "y"})
_NO = frozenset({"false", "0", "no", "нет", "", "n"})


def stars(written: Any, best: int) -> float | None:
    """A rating brought to 1-5; None where nothing is written.

    Raises
    ------
    ValueError, TypeError
        Where it is no number or outside the scale from 1 to ``best``.
    """
    if written is None or written == "":
        return None
    if isinstance(written, bool):
        raise TypeError(written)
    value = float(written.strip().replace(",", ".")) if isinstance(written, str) else float(written)
    if not math.isfinite(value) or not 1 <= value <= best:
        raise ValueError(written)
    return value if best == 5 else 1 + (value - 1) * 4 / (best - 1)


def flag(written: Any) -> bool | None:
    """A flag; None where nothing is written.

    Raises
    ------
    ValueError
        Where it is neither yes nor no.
    """
    if written is None or isinstance(written, bool):
        return written
    word = str(written).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return None if word == "" else False
    raise ValueError(written)


def address(written: Any) -> str | None:
    """An address of a page; None where nothing is written.

    Raises
    ------
    ValueError, TypeError
        Where it is no text, or an address that runs something.
    """
    if written is None or written == "":
        return None
    if not isinstance(written, str):
        raise TypeError(written)
    if not (written.isascii() and written.isprintable()):
        written = cleaned(written)[0].strip()
    if len(written) > ADDRESS or (
        _SCHEME.match(written) and not written[:8].lower().startswith(("http://", "https://"))
    ):
        raise ValueError(written)
    return written or None


def sound_addresses(written: Sequence[Any]) -> bool:
    """Tell whether all of a column are addresses that `address` leaves as they are, or null."""
    try:
        texts = pa.array(written, pa.string())
    except (pa.ArrowException, UnicodeEncodeError):
        return False
    sound = pc.all(pc.match_substring_regex(texts, _SOUND), min_count=0).as_py()
    return bool(sound) and (pc.max(pc.binary_length(texts)).as_py() or 0) <= ADDRESS


def host(url: str | None) -> str | None:
    """Host of an address, small, without ``www.``; None where there is none."""
    found = _HOST.match(url) if url else None
    return found[1].lower().rstrip(".")[:NAME] or None if found else None


@lru_cache(50_000)
def named(written: str) -> str | None:
    """A name cleaned and bounded; None where it is blank."""
    return " ".join(cleaned(written[: 2 * NAME])[0].split())[:NAME] or None


def name(written: Any) -> str | None:
    """A name from a text or a whole number; None from anything else."""
    if isinstance(written, str):
        return named(written)
    return str(written) if isinstance(written, int) and not isinstance(written, bool) and abs(written) < 1e18 else None


def kind(written: Any) -> str | None:
    """One of the kinds of sources; None where nothing is written.

    Raises
    ------
    ValueError
        Where it is something else.
    """
    if written is None or written == "":
        return None
    if written in KINDS:
        return str(written)
    raise ValueError(written)


def language(written: Any) -> str | None:
    """``ru`` or ``en`` from a tag such as ``ru-RU``; None from anything else."""
    tag = written[:2].lower() if isinstance(written, str) else ""
    return tag if tag in {"ru", "en"} and (len(written) == 2 or written[2] in "-_") else None
