"""Two results side by side; different methods are refused, however alike their ranges look."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centricity.errors import Fault, MisuseError, Place
from centricity.studies.summary import FORMAT

MAX_BYTES = 50_000_000


@dataclass(frozen=True)
class Compared:
    """A subject in two results; NaN where it is in one of them only."""

    subject: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """After less before, in points of the index."""
        return self.after - self.before


def compare(first: Path, second: Path) -> list[Compared]:
    """Compare the index of every subject in two ``result.json`` files.

    Raises
    ------
    MisuseError
        Where a file is no result, or the two were made with different methods or versions.
    """
    before, after = _read(first), _read(second)
    first_method, second_method = before["method"], after["method"]
    if any(first_method[key] != second_method[key] for key in ("id", "version", "overrides")):
        fields = {"first": _identity(first_method), "second": _identity(second_method)}
        raise MisuseError([Fault("study.methods_differ", Place(), fields)])
    cuts = [result["waves"][result["wave"]].get("cuts", {}) for result in (before, after)]
    differing = sorted(code for code in {*cuts[0], *cuts[1]} if cuts[0].get(code) != cuts[1].get(code))
    if differing:
        raise MisuseError([Fault("study.cuts_differ", Place(), {"metrics": ", ".join(differing)})])
    old, new = _scores(before), _scores(after)
    return [Compared(code, old.get(code, math.nan), new.get(code, math.nan)) for code in sorted({*old, *new})]


def _identity(method: dict[str, Any]) -> str:
    changed = " *" if method["overrides"] else ""
    return f"{method['id']} {method['version']}{changed}"


def _read(path: Path) -> dict[str, Any]:
    wrong = MisuseError([Fault("study.not_result", Place(str(path)))])
    try:
        if path.stat().st_size > MAX_BYTES:
            raise wrong
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise wrong from error
    if not isinstance(content, dict) or content.get("format") != FORMAT or not _complete(content):
        raise wrong
    return content


def _complete(content: dict[str, Any]) -> bool:
    """Tell whether a file has what is compared, for a file may have been edited or cut."""
    try:
        scores = content["waves"][content["wave"]]["scores"]
        method = content["method"]
        named = all(isinstance(method[key], str) for key in ("id", "version"))
        return named and "overrides" in method and all(_is_score(score) for score in scores.values())
    except (KeyError, TypeError, AttributeError):
        return False


def _is_score(score: object) -> bool:
    return score is None or (isinstance(score, (int, float)) and not isinstance(score, bool))


def _scores(result: dict[str, Any]) -> dict[str, float]:
    scores = result["waves"][result["wave"]]["scores"]
    return {code: math.nan if score is None else float(score) for code, score in scores.items()}
