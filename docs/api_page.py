"""The operations of the API as a page, from its OpenAPI description and ``texts.yaml``."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from method_page import header, row

from centricity.language import Language


def described_api() -> dict[str, Any]:
    """Give the description, from a platform that has neither a place nor a database."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "CENTRICITY_LOCAL": "1", "CENTRICITY_HOME": home, "DJANGO_SETTINGS_MODULE": "centricity.web.settings",
        }  # fmt: skip
        import django

        django.setup()
        from centricity.web.api.app import description

        return description()


def api_operations(told: Mapping[str, Any]) -> dict[str, tuple[str, str, Mapping[str, Any]]]:
    """Operations by their name: method, path and description."""
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    }


def api_lines(told: Mapping[str, Any], language: Language, texts: Mapping[str, Any]) -> Iterator[str]:
    """Write the operations, a table for each part of the API."""
    words = texts["words"]
    found = api_operations(told)
    for tag, title in texts["api"]["tags"].items():
        yield from (f"## {title[language]}", "")
        yield from header(*(words[word][language] for word in ("operation", "does", "scope", "takes", "answers")))
        for name, (method, path, operation) in found.items():
            if operation["tags"] == [tag]:
                does = texts["api"]["operations"][name][language]
                scope = f"`{operation['x-scope']}`" + f" {words['or_none'][language]}" * operation["x-guests"]
                yield row(f"`{method} {path}`", does, scope, _takes(operation), _answers(operation))
        yield ""


def _takes(operation: Mapping[str, Any]) -> str:
    names = [each["name"] for each in operation["parameters"] if each["in"] != "path"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        names += _fields(content["schema"])
    return ", ".join(f"`{name}`" for name in names)


def _fields(schema: Mapping[str, Any]) -> Sequence[str]:
    return list(schema.get("properties", {})) or [f"{schema.get('$ref', '').rpartition('/')[2]}"]


def _answers(operation: Mapping[str, Any]) -> str:
    return ", ".join(str(status) for status in sorted(operation["responses"]))
