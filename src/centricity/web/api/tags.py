"""Tags of answers, by which a program tells what it has already."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest
from django.utils.http import parse_etags


def tag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def tag_of_rows(content: dict[str, Any]) -> str:
    return tag_of(json.dumps(content, default=str, sort_keys=True).encode())


def tag_of_version(version: dict[str, Any], content: dict[str, Any]) -> str:
    """A tag whose first part is of what people change, the second of what changes by itself."""
    return f'"{version_tag(version)}-{tag_of_rows(content)[1:9]}"'


def version_tag(version: dict[str, Any]) -> str:
    """What a version is known by."""
    return tag_of_rows(version).strip('"')


def has_already(request: HttpRequest, tag: str) -> bool:
    known = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    return tag in known or "*" in known


def names(told: str, tag: str) -> bool:
    """Whether ``If-Match`` names a tag; a star names whatever is there."""
    return told.strip() == "*" or tag in parse_etags(told)
