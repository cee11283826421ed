"""What the platform refuses, with its own sentences."""

import json
import urllib.error
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from centricity.errors import CentricityError, Fault, Place

_LONGEST = 1 << 20
_PLACES = ("file", "sheet", "row", "line", "column", "key")


@dataclass(frozen=True)
class ServerFault(Fault):
    """A fault as the platform tells it, its sentences made there."""

    said: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """Give the platform's sentence."""
        return self.said[language]


class RefusedError(CentricityError):
    """The platform said no, or what it said cannot be used.

    Attributes
    ----------
    status
        The HTTP status of its answer; 0 where there was none, or a job failed.
    """

    def __init__(self, status: int, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.status = status


def refusal_of(error: urllib.error.HTTPError) -> RefusedError:
    """What the platform says is wrong; what is not of its making is told by its status."""
    with error:
        try:
            faults: list[Fault] = [fault_of(each) for each in json.loads(error.read(_LONGEST))["faults"]]
        except (OSError, ValueError, TypeError, KeyError, HTTPException, RecursionError):
            faults = []
    if not faults:
        faults = [Fault("client.answer", fields={"status": error.code, "problem": str(error.reason)})]
    return RefusedError(error.code, faults)


def fault_of(told: Mapping[str, Any]) -> Fault:
    """A fault of the platform, its place and its sentences in both languages."""
    place = Place(**{name: told[name] for name in _PLACES if name in told})
    said = {"ru": told["ru"], "en": told["en"]}
    return ServerFault(told["code"], place, severity=told.get("severity", "error"), said=said)
