"""Content of a survey as a program sends it: read as far as it goes, with every fault in its place."""

import json
import tempfile
from pathlib import Path
from typing import Any

from centricity.errors import Fault, MisuseError, Place
from centricity.methods.yaml_file import read_yaml
from centricity.surveys.catalogue import inspect_content, inspected
from centricity.web.voice.drafts import Draft

DEEPEST = 40
_PROBLEMS = {
    "object": {"ru": "это не набор полей", "en": "it is no set of fields"},
    "deep": {"ru": f"вложенность больше {DEEPEST}", "en": f"it is nested deeper than {DEEPEST}"},
    "value": {
        "ru": "значения, которых нет в JSON, или знаки, которые не текст",
        "en": "it has values that JSON has not, or characters that are no text",
    },
}


def draft_of_content(content: Draft) -> tuple[Draft, list[Fault]]:
    """A draft and everything that is wrong with it.

    Raises
    ------
    MisuseError
        Where it cannot be kept at all.
    """
    _kept(content)
    return content, inspect_content(content)[1]


def draft_of_text(text: str) -> tuple[Draft, list[Fault]]:
    """A draft of YAML; faults know their lines.

    Raises
    ------
    MisuseError
        Where it is no YAML, or cannot be kept at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.yaml"
        path.write_bytes(text.encode("utf-8", "replace"))
        file = read_yaml(path)
    if file.faults and not isinstance(file.content, dict):
        raise MisuseError(file.faults)
    _kept(file.content)
    return file.content, inspected(file)[2]


def _kept(content: Any) -> None:
    """Refuse what a database could not keep."""
    if not isinstance(content, dict):
        raise _unfit("object")
    if _deeper(content, DEEPEST):
        raise _unfit("deep")
    try:
        written = json.dumps(content, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (TypeError, ValueError):  # dates of YAML, infinity, halves of characters
        raise _unfit("value") from None
    if "\\u0000" in written:
        raise _unfit("value")


def _deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_deeper(each, levels - 1) for each in inner)


def _unfit(problem: str) -> MisuseError:
    return MisuseError([Fault("voice.draft_unfit", Place(key="content"), {"problem": _PROBLEMS[problem]})])
