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
    yield from _reaches(language, words)
    for group in TABLE["groups"]:
        yield from ("", f"## {group['title'][language]}", "")
        bearing = any("bearing" in page for page in group["pages"])
        last = (words["bearing"][language],) if bearing else ()
        yield from header(words["address"][language], words["meaning"][language], "GET", "POST", *last)
        for page in group["pages"]:
            answers = [f"`{kind}` {code}" for kind, code in (page["GET"], page["POST"])]
            answers += [_bearing(page)] if bearing else []
            yield row(f"`{page['address']}`".replace("|", "\\|"), page["text"][language], *answers)


def _reaches(language: Language, words: dict[str, Any]) -> Iterator[str]:
    """Write where a role holds, by how far it reaches, and what each kind is asked of."""
    yield from ("", f"## {words['access_reaches'][language]}", "", words["access_rule"][language], "")
    yield from header(words["role"][language], *(place[language] for place in TABLE["places"].values()))
    for reach in TABLE["reaches"].values():
        held = (MARKS[language] if place in reach["holds"] else "–" for place in TABLE["places"])
        yield row(reach["text"][language], *held)


def _bearing(page: dict[str, Any]) -> str:
    told = page.get("bearing", {}).items()
    return ", ".join(f"{method} `{scope}`: `{kind}` {code}" for method, (scope, kind, code) in told)


def _cell(kind: dict[str, Any], role: str, language: Language) -> str:
    cell = kind["who"].get(role, kind["who"]["others"])
    return {YES: MARKS[language], "sign-in": SIGN_IN[language]}.get(cell, str(cell))
