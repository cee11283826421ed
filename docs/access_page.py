"""Lines of the reference page of access: who may reach which address of the platform."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from method_page import header, row

from centricity.language import Language

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text("utf-8"))
YES = "yes"
SIGN_IN = {"en": "sign in", "ru": "вход"}
MARKS = {"en": "yes", "ru": "да"}


def access_lines(language: Language, words: dict[str, Any]) -> Iterator[str]:
    """Write first who is meant by each kind of access, then the kind of every address and method."""
    yield from (f"## {words['access_kinds'][language]}", "")
    yield from header(words["role"][language], *(f"`{kind}`" for kind in TABLE["kinds"]))
    for role, name in TABLE["roles"].items():
        yield row(name[language], *(_cell(kind, role, language) for kind in TABLE["kinds"].values()))
    yield ""
    yield from (f"- `{code}`: {kind['text'][language]}." for code, kind in TABLE["kinds"].items())
    for group in TABLE["groups"]:
        yield from ("", f"## {group['title'][language]}", "")
        yield from header(words["address"][language], words["meaning"][language], "GET", "POST")
        for page in group["pages"]:
            answers = (f"`{kind}` {code}" for kind, code in (page["GET"], page["POST"]))
            yield row(f"`{page['address']}`".replace("|", "\\|"), page["text"][language], *answers)


def _cell(kind: dict[str, Any], role: str, language: Language) -> str:
    cell = kind["who"].get(role, kind["who"]["others"])
    return {YES: MARKS[language], "sign-in": SIGN_IN[language]}.get(cell, str(cell))
