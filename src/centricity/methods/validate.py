"""Turn plain content into a frozen model and every pydantic complaint into a fault with its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from centricity.errors import Fault, Place
from centricity.methods.part import CODE, FILE_NAME, VERSION
from centricity.methods.yaml_file import KeyPath, YamlFile, dotted

Model = TypeVar("Model", bound=BaseModel)

SHOWN = 100

_ROUNDS = 4

_TEXTS = {"title", "summary", "text", "action", "next_step", "published", "proposed", "citation", "status"}
"""Keys whose text, where it is missing, hides nothing else that could be wrong."""


@dataclass
class Validated(Generic[Model]):
    """A model where one could be made (perhaps without its faulty parts), and all faults found."""

    model: Model | None
    faults: list[Fault]


def validate(kind: type[Model], file: YamlFile) -> Validated[Model]:
    """Validate a file's content.

    Faulty parts that can be left out are left out and the rest is validated again, so that the checks
    which need a model still speak in the same go.
    """
    if file.content is None and not file.faults:
        return Validated(None, [Fault("yaml.empty", file.place(()))])
    if not isinstance(file.content, dict):
        wrong = [] if file.faults else [Fault("yaml.not_mapping", file.place(()))]
        return Validated(None, [*file.faults, *wrong])
    faults = list(file.faults)
    content = file.content
    for round_ in range(_ROUNDS):
        try:
            return Validated(kind.model_validate(content), faults)
        except ValidationError as error:
            details = error.errors(include_url=False)
            if round_ == 0:
                faults += _said(_merged(_fault(detail, file) for detail in _plain(details)), file)
            content = _without(content, details, file, up=round_)
    return Validated(None, faults)


def _said(faults: list[Fault], file: YamlFile) -> list[Fault]:
    """List the first hundred; a file that has more is something else altogether."""
    if len(faults) <= SHOWN:
        return faults
    rest = Fault("settings.more", Place(file.name), {"count": len(faults) - SHOWN})
    return [*faults[:SHOWN], rest]


def _path(detail: ErrorDetails, content: Any) -> KeyPath:
    """Drop the union tags that pydantic puts into a location but the file does not have."""
    path: list[str | int] = []
    here = content
    *_, last = detail["loc"]
    for step in detail["loc"]:
        found, below = _below(here, step)
        if found:
            here = below
        elif step != last or detail["type"] != "missing":
            continue
        path.append(step)
    return tuple(path)


def _below(content: Any, step: str | int) -> tuple[bool, Any]:
    if isinstance(content, dict) and step in content:
        return True, content[step]
    if isinstance(content, list) and isinstance(step, int) and step < len(content):
        return True, content[step]
    return False, None


def _plain(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out the complaint that a list is too short where its items were complained about."""
    paths = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(path != detail["loc"] and path[: len(detail["loc"])] == detail["loc"] for path in paths)
    ]


def _fault(detail: ErrorDetails, file: YamlFile) -> Fault:
    path = _path(detail, file.content)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind.startswith("union_tag"):
        path = (*path, str(context["discriminator"]).strip("'"))
    place = file.place(path)
    key = dotted(path[-2:]) if path and isinstance(path[-1], int) else dotted(path[-1:])
    if kind == "extra_forbidden":
        return Fault("settings.unknown_key", place, {"key": key})
    if kind == "missing" and key in {"ru", "en"}:
        return Fault("settings.missing_language", place, {"key": dotted(path[:-1]), "language": key})
    if kind in {"missing", "union_tag_not_found"}:
        return Fault("settings.missing_key", place, {"key": key})
    got = repr(context["tag"]) if kind == "union_tag_invalid" else _got(detail, path, file)
    return Fault("settings.wrong_value", place, {"key": key, "got": got, "expected": expected(detail)})


def _merged(faults: Iterable[Fault]) -> list[Fault]:
    """Make one fault of those that a value gets for being none of several things."""
    merged: dict[object, Fault] = {}
    for fault in faults:
        key = (fault.code, fault.place) if fault.code == "settings.wrong_value" else id(fault)
        before = merged.get(key)
        merged[key] = fault if before is None else _either(before, fault)
    return list(merged.values())


def _either(first: Fault, second: Fault) -> Fault:
    one, other = (cast("dict[str, str]", fault.fields["expected"]) for fault in (first, second))
    expected = {"ru": f"{one['ru']} или {other['ru']}", "en": f"{one['en']} or {other['en']}"}
    return replace(first, fields={**first.fields, "expected": expected})


_EXPECTED: dict[str, tuple[str, str]] = {
    "string_type": ("строка; возьмите значение в кавычки", "a text; put the value in quotes"),
    "string_too_short": ("непустая строка", "a text that is not empty"),
    "string_too_long": ("строка не длиннее {max_length}", "a text of at most {max_length} characters"),
    "float_type": ("число", "a number"),
    "float_parsing": ("число", "a number"),
    "int_type": ("целое число", "a whole number"),
    "int_from_float": ("целое число", "a whole number"),
    "int_parsing": ("целое число", "a whole number"),
    "finite_number": ("конечное число", "a finite number"),
    "bool_type": ("true или false", "true or false"),
    "bool_parsing": ("true или false", "true or false"),
    "literal_error": ("одно из: {expected}", "one of: {expected}"),
    "union_tag_invalid": ("одно из: {expected_tags}", "one of: {expected_tags}"),
    "greater_than": ("число больше {gt}", "a number above {gt}"),
    "greater_than_equal": ("число не меньше {ge}", "a number of at least {ge}"),
    "less_than": ("число меньше {lt}", "a number below {lt}"),
    "less_than_equal": ("число не больше {le}", "a number of at most {le}"),
    "too_short": ("значений должно быть не меньше {min_length}", "values, {min_length} or more"),
    "too_long": ("значений должно быть не больше {max_length}", "values, {max_length} at most"),
    "tuple_type": ("список", "a list"),
    "list_type": ("список", "a list"),
    "dict_type": ("пары «ключ: значение»", "“key: value” pairs"),
    "model_type": ("пары «ключ: значение»", "“key: value” pairs"),
    "model_attributes_type": ("пары «ключ: значение»", "“key: value” pairs"),
    "date_from_datetime_parsing": ("дата вида 2025-11-01", "a date such as 2025-11-01"),
    "date_parsing": ("дата вида 2025-11-01", "a date such as 2025-11-01"),
    "date_from_datetime_inexact": ("дата вида 2025-11-01", "a date such as 2025-11-01"),
    "date_type": ("дата вида 2025-11-01", "a date such as 2025-11-01"),
}


_PATTERNS: dict[str, tuple[str, str]] = {
    CODE: ("код: до 64 букв, цифр и знаков . _ -", "a code: up to 64 letters, digits and . _ -"),
    FILE_NAME: (
        "имя файла без папки, например method.yaml",
        "the name of a file without a folder, such as method.yaml",
    ),
    VERSION: ("версия вида 1.0.0", "a version such as 1.0.0"),
}


def expected(detail: ErrorDetails) -> dict[str, str]:
    """Say what would have fitted."""
    context = {name: _shown(value) for name, value in detail.get("ctx", {}).items()}
    plain = (f"значение по схеме ({detail['msg']})", detail["msg"])
    if detail["type"] == "string_pattern_mismatch":
        russian, english = _PATTERNS.get(context["pattern"], plain)
        return {"ru": russian, "en": english}
    if detail["type"] not in _EXPECTED:
        return {"ru": plain[0], "en": plain[1]}
    russian, english = _EXPECTED[detail["type"]]
    return {"ru": russian.format(**context), "en": english.format(**context)}


def _shown(value: object) -> str:
    """A bound, or a list of words in which pydantic puts an English “or” before the last."""
    return f"{value:g}" if isinstance(value, float) else str(value).replace("' or '", "', '")


def _got(detail: ErrorDetails, path: KeyPath, file: YamlFile) -> str:
    """The value as it stands in the file; a list or a mapping by what it begins with."""
    value = detail["input"]
    if path in file.written and not isinstance(value, str):
        return file.written[path]
    if isinstance(value, dict):
        return "{" + ", ".join(map(str, list(value)[:5])) + "}"
    return repr(value[:5]) if isinstance(value, list) else repr(value)


def _without(content: Any, details: Sequence[ErrorDetails], file: YamlFile, up: int) -> Any:
    """Copy of the content without what was complained about; later rounds take away more around it."""
    copy = _copied(content)
    found = {_path(detail, content): detail for detail in details}
    for path in sorted(found, key=lambda path: [str(step).zfill(6) for step in path], reverse=True):
        stand_in = _stand_in(found[path], path, file)
        if stand_in is not None and up == 0:
            _put(copy, path, stand_in)
        elif path:
            _take(copy, path[: max(1, len(path) - up)])
    return copy


def _stand_in(detail: ErrorDetails, path: KeyPath, file: YamlFile) -> Any:
    """What a faulty part may be taken for, so that the rest can be checked in the same go."""
    kind = detail["type"]
    if kind == "string_type":
        return file.written.get(path)
    if kind.startswith("date_"):
        return date(2000, 1, 1)
    if kind == "string_too_short" or (kind == "missing" and path[-1] in {"ru", "en"}):
        return "?"
    return {"ru": "?", "en": "?"} if kind == "missing" and path[-1] in _TEXTS else None


def _parent(content: Any, path: KeyPath) -> Any:
    for step in path[:-1]:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _put(content: Any, path: KeyPath, value: Any) -> None:
    parent, step = _parent(content, path), path[-1]
    there = isinstance(parent, list) and isinstance(step, int) and step < len(parent)
    if there or isinstance(parent, dict):
        parent[step] = value


def _take(content: Any, path: KeyPath) -> None:
    parent = _parent(content, path)
    step = path[-1]
    if isinstance(parent, dict):
        parent.pop(step, None)
    elif isinstance(parent, list) and isinstance(step, int) and step < len(parent):
        del parent[step]


def _copied(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _copied(value) for key, value in content.items()}
    return [_copied(value) for value in content] if isinstance(content, list) else content
