"""What a platform offers, as its own description says."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from centricity.client.refusals import RefusedError
from centricity.client.transport import Asked, Transport
from centricity.errors import Fault

ROOT = "/api/v1"
ADDRESS = "/openapi.json"
LARGEST = 1 << 24
"""Bytes of a description; that of today is below one million."""
OWN = frozenset({"body", "files", "expected"})
"""Names that a call keeps for itself."""
_DEPTH = 12
_MOST = 500_000
"""Parts of all schemas together; those of today are below twenty thousand."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PATH = re.compile(ROOT + r"(?:/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*|\{[a-z_]+\}))+")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_FORM = "multipart/form-data"
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation.

    Attributes
    ----------
    place
        ``path`` or ``query``.
    kind
        ``string``, ``integer``, ``number`` or ``boolean``.
    options
        Values that are taken, where they are few.
    slashes
        Whether it is a path of its own, with slashes.
    """

    name: str
    place: str
    required: bool
    kind: str
    options: tuple[Any, ...] = ()
    slashes: bool = False


def _items(schema: Schema) -> Schema:
    found = schema.get("items")
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Operation:
    """Something that a platform does when it is asked.

    Attributes
    ----------
    writes
        Whether it changes anything.
    body
        Schema of what it takes besides its parameters; None where it takes nothing.
    form
        Whether that is sent as a form with files.
    expects
        Whether it needs what is changed as it was read.
    gives
        ``json``, ``file`` or ``nothing``.
    row
        Schema of an item, where it gives a listing.
    """

    name: str
    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    writes: bool
    body: Schema | None = field(default=None, repr=False)
    form: bool = False
    expects: bool = False
    gives: str = "json"
    row: Schema | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.signature}: {self.summary}"

    @property
    def file_field(self) -> str:
        """The field of a form that its files stand in."""
        known = (self.body or {}).get("properties", {})
        fields = [name for name, each in known.items() if "binary" in {each.get("format"), _items(each).get("format")}]
        return fields[0] if fields else "files"

    @property
    def one_file(self) -> bool:
        """Whether a form takes one file alone."""
        fields = (self.body or {}).get("properties", {})
        return bool(fields.get(self.file_field, {}).get("format") == "binary")

    @property
    def signature(self) -> str:
        """How it is called."""
        names = [each.name if each.required else f"{each.name}=…" for each in self.parameters]
        own = {"body": self.body is not None, "files": self.form, "expected": self.expects}
        return f"{self.name}({', '.join([*names, *(f'{name}=…' for name, there in own.items() if there)])})"


def operations_of(transport: Transport) -> dict[str, Operation]:
    """Read what a platform offers.

    Raises
    ------
    RefusedError
        Where it does not answer, or its description cannot be used.
    """
    heard = transport.hear(Asked("GET", ADDRESS), LARGEST)
    try:
        return _read(json.loads(heard.content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        fields = {"url": transport.url, "problem": f"{type(error).__name__}: {error}"}
        raise RefusedError(heard.status, [Fault("client.description", fields=fields)]) from None


def _read(told: Schema) -> dict[str, Operation]:
    known: dict[str, Operation] = {}
    shapes = _Shapes(told)
    for path, methods in told["paths"].items():
        for method in _METHODS & methods.keys():
            made = _operation(path, method, methods[method], shapes)
            if made.name in known:
                raise ValueError(f"{made.name} stands twice")
            known[made.name] = made
    if not known:
        raise ValueError("no operations")
    return dict(sorted(known.items()))


def _operation(path: str, method: str, told: Schema, shapes: "_Shapes") -> Operation:
    name = told["operationId"]
    if not _NAME.fullmatch(name) or not _PATH.fullmatch(path):
        raise ValueError(f"{name} {path}")
    parameters = tuple(_parameters(path, told.get("parameters", [])))
    if sorted(_PLACE.findall(path)) != sorted(each.name for each in parameters if each.place == "path"):
        raise ValueError(f"{name} {path}")
    headers = {each["name"] for each in told.get("parameters", []) if each["in"] == "header"}
    sent = told.get("requestBody", {}).get("content", {})
    gives, given = _given(told["responses"])
    return Operation(
        name, method.upper(), path.removeprefix(ROOT), _line(told), parameters, method != "get",
        shapes.of(next(iter(sent.values()))["schema"]) if sent else None, _FORM in sent,
        "If-Match" in headers, gives, _row(shapes.of(given)),
    )  # fmt: skip


def _line(told: Schema) -> str:
    text = str(told.get("description") or told.get("summary", ""))
    return " ".join(text.split("\n\n", 1)[0].split())


def _parameters(path: str, told: list[Schema]) -> Iterator[Parameter]:
    for each in told:
        if each["in"] not in {"path", "query"}:
            continue
        name, schema = each["name"], each["schema"]
        if not _NAME.fullmatch(name) or name in OWN:
            raise ValueError(f"{path} {name}")
        plain = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
        required = each["in"] == "path" or bool(each.get("required"))
        kind, options = str(plain.get("type", "string")), tuple(plain.get("enum", ()))
        yield Parameter(name, each["in"], required, kind, options, bool(each.get("x-slashes")))


def _given(answers: Schema) -> tuple[str, Schema]:
    """What an operation gives where it succeeds, and its schema."""
    content = next(answer.get("content", {}) for status, answer in answers.items() if str(status).startswith("2"))
    if not content:
        return "nothing", {}
    if "application/json" not in content:
        return "file", {}
    return "json", content["application/json"]["schema"]


def _row(given: Schema) -> Schema | None:
    """The schema of an item of a listing."""
    parts = given.get("properties", {})
    if not {"items", "next"} <= parts.keys():
        return None
    row: Schema = parts["items"]["items"]
    return row


class _Shapes:
    """Schemas of a description with what they refer to put in its place; all together they are bounded."""

    def __init__(self, whole: Schema) -> None:
        self._whole, self._left = whole, _MOST

    def of(self, told: Any, depth: int = _DEPTH) -> Any:
        """A schema, whole; one that goes on for ever is cut off."""
        self._left -= 1
        if self._left < 0:
            raise ValueError("schemas without end")
        if isinstance(told, list):
            return [self.of(each, depth) for each in told]
        if not isinstance(told, Mapping):
            return told
        if "$ref" in told:
            return self.of(self._referred(told["$ref"]), depth - 1) if depth else {}
        return {name: self.of(each, depth) for name, each in told.items()}

    def _referred(self, name: str) -> Any:
        found: Any = self._whole
        for part in name.removeprefix("#/").split("/"):
            found = found[part]
        return found
