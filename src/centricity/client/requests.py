"""From a call to a request: everything that is wrong with it is named before anything is sent."""

import json
import math
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sized
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from centricity.client.answers import Answered
from centricity.client.forms import Files, form_of
from centricity.client.operations import Operation, Parameter
from centricity.client.transport import Asked
from centricity.errors import Fault, MisuseError, Place

Given = Mapping[str, Any]
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str, uuid.UUID, date, datetime),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_WORDS = {
    "string": {"ru": "текст", "en": "a text"},
    "integer": {"ru": "целое число", "en": "a whole number"},
    "number": {"ru": "число", "en": "a number"},
    "boolean": {"ru": "True или False", "en": "True or False"},
}
_SEGMENT = {"ru": "непустая часть адреса без «/»", "en": "a part of an address, not empty and without “/”"}


def unknown(name: str, known: Mapping[str, Operation]) -> MisuseError:
    """That there is no such operation, with what is spelled nearly so."""
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    return MisuseError([Fault("client.operation", fields={"name": name, "near": near or sorted(known)[:10]})])


def request_of(
    operation: Operation, given: Given, body: Given | None = None, files: Files = (), expected: object = None
) -> Asked:
    """Make the request of a call.

    Raises
    ------
    MisuseError
        With everything that is wrong with the call.
    """
    faults = [*_parameters(operation, given), *_body(operation, body, files), *_expected(operation, expected)]
    if faults:
        raise MisuseError(faults)
    headers = {} if expected is None else {"If-Match": _tag(expected)}
    content = None
    if operation.form:
        content, headers["Content-Type"] = form_of(body or {}, files, operation.file_field)
    elif operation.body is not None:
        content, headers["Content-Type"] = json.dumps(body, default=_plain).encode(), "application/json"
    return Asked(operation.method, _address(operation, given), content, headers)


def _parameters(operation: Operation, given: Given) -> Iterator[Fault]:
    known = {each.name: each for each in operation.parameters}
    yield from _unknown(operation, given, known)
    for each in operation.parameters:
        value = given.get(each.name)
        if value is None:
            if each.required:
                yield _missing(operation, each.name)
        elif wanted := _unfit(each, value):
            yield _wrong(operation, each.name, value, wanted)


def _unknown(operation: Operation, given: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    names = list(known)
    for name in given:
        if name not in names:
            near = get_close_matches(str(name), names, n=1, cutoff=0.5)
            fields = {"operation": operation.signature, "name": name, "near": near or names}
            yield Fault("client.unknown", Place(key=str(name)), fields)


def _missing(operation: Operation, name: str) -> Fault:
    return Fault("client.missing", Place(key=name), {"operation": operation.signature, "name": name})


def _wrong(operation: Operation, name: str, value: object, wanted: object) -> Fault:
    fields = {"operation": operation.signature, "name": name, "got": repr(value), "wanted": wanted}
    return Fault("client.value", Place(key=name), fields)


def _unfit(parameter: Parameter, value: Any) -> object:
    """What is wanted instead of a value that will not do; nothing where it does."""
    kinds = _KINDS.get(parameter.kind)
    if kinds and not (isinstance(value, kinds) and (parameter.kind == "boolean" or not isinstance(value, bool))):
        return _WORDS[parameter.kind]
    if isinstance(value, float) and not math.isfinite(value):
        return _WORDS[parameter.kind]
    if parameter.options and value not in parameter.options:
        near = get_close_matches(str(value), [str(each) for each in parameter.options], n=1)
        return near or list(parameter.options)
    if parameter.place == "path" and not _is_segment(str(value), slashes=parameter.slashes):
        return _SEGMENT
    return None


def _is_segment(text: str, *, slashes: bool) -> bool:
    """Whether a text leads nowhere else than into its place of the address."""
    parts = text.split("/") if slashes else [text]
    return all(part not in {"", ".", ".."} and "/" not in part for part in parts)


def _body(operation: Operation, body: object, files: Files) -> Iterator[Fault]:
    taken = {"body": operation.body is not None, "files": operation.form}
    given = {"body": body is not None, "files": bool(files)}
    yield from _unknown(operation, [name for name, there in given.items() if there and not taken[name]], [])
    if operation.body is None:
        return
    if operation.form and not files:
        yield _missing(operation, "files")
    if isinstance(files, Mapping) and not all(isinstance(each, bytes) for each in files.values()):
        yield _wrong(operation, "files", list(files), {"ru": "содержимое в байтах", "en": "contents in bytes"})
    elif operation.one_file and _count(files) > 1:
        yield _wrong(operation, "files", list(files), {"ru": "один файл", "en": "one file"})
    if body is None and not operation.form:
        yield _missing(operation, "body")
    elif body is not None and not isinstance(body, Mapping):
        yield _wrong(operation, "body", body, {"ru": "словарь", "en": "a dict"})
    else:
        yield from _members(operation, operation.body, body or {})


def _count(files: Files) -> int:
    """How many files; one where nobody can tell before they are read."""
    if isinstance(files, str | Path):
        return 1
    return len(files) if isinstance(files, Sized) else 1


def _members(operation: Operation, schema: Mapping[str, Any], body: Given) -> Iterator[Fault]:
    """What a body names that is not known, does not name that is needed, or that cannot be sent."""
    known = [name for name in schema.get("properties", {}) if not (operation.form and name == operation.file_field)]
    if schema.get("additionalProperties") is False or operation.form:
        yield from _unknown(operation, body, known)
    for name in schema.get("required", ()):
        if name in known and name not in body:
            yield _missing(operation, f"body.{name}")
    try:
        json.dumps(dict(body), default=_plain, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        yield _wrong(operation, "body", str(error), {"ru": "значения JSON", "en": "values of JSON"})


def _expected(operation: Operation, expected: object) -> Iterator[Fault]:
    if not operation.expects:
        yield from _unknown(operation, ["expected"] if expected is not None else [], [])
    elif expected is None or not _tag(expected):
        yield Fault("client.expected", Place(key="expected"), {"operation": operation.signature})


def _tag(expected: object) -> str:
    """The ETag of what is to be changed."""
    told = expected.etag if isinstance(expected, Answered) else expected
    return told if isinstance(told, str) and told.isascii() and told.isprintable() else ""


def _address(operation: Operation, given: Given) -> str:
    path, query = operation.path, {}
    for each in operation.parameters:
        value = given.get(each.name)
        if each.place == "path":
            path = path.replace(f"{{{each.name}}}", quote(_told(value), safe="/" if each.slashes else ""))
        elif value is not None:
            query[each.name] = _told(value)
    return f"{path}?{urlencode(query)}" if query else path


def _told(value: Any) -> str:
    """A value as an address tells it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: object) -> Any:
    """What JSON does not know, as the API takes it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Path):
        return str(value)
    raise TypeError(f"{type(value).__name__}: {value!r}"[:100])
