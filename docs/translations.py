"""Keeps the Russian catalogue of the platform whole: ``python docs/translations.py``, ``--check`` to be told alone.

Texts are read out of templates and code; new ones are added to the catalogue empty, those that nobody says any more are
dropped, and the catalogue is compiled. ``--check`` fails where one is missing, empty or fuzzy, where its fields differ
from those of the English text, or where the compiled file is not that of the catalogue.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parents[1] / "src" / "centricity" / "web"
PO = WEB / "locale" / "ru" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
PLURALS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
_FIELD = re.compile(r"%\(\w+\)[sd]|%[sd]")


Said = tuple[str, str | tuple[str, ...]]
"""A text with its plural, if any, and the context that tells it from the same words about another thing."""


def said() -> Iterator[tuple[Said, str]]:
    """Every text that templates and code say, with its file."""
    from django.utils.translation.template import templatize

    for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.rglob("*.txt")]):
        if "migrations" in path.parts or "static" in path.parts:
            continue
        source = path.read_text("utf-8")
        if path.suffix != ".py":
            source = templatize(source, origin=str(path))
        for _, function, texts, _ in extract_python(io.BytesIO(source.encode()), KEYWORDS, (), {}):
            found = [texts] if isinstance(texts, str) else [text for text in texts if text]
            if found and function in KEYWORDS:
                context = found.pop(0) if function.startswith("p") else ""
                text = tuple(found[:2]) if function.startswith("n") else found[0]
                yield (context, text), str(path.relative_to(WEB))


def known() -> Catalog:
    """The catalogue as it lies on the disk; an empty one where there is none."""
    if not PO.exists():
        return Catalog(locale="ru", project="Centricity", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="ru")


def whole(old: Catalog) -> Catalog:
    """The catalogue with exactly the texts that are said, in the order of the alphabet."""
    new = Catalog(locale="ru", project="Centricity", charset="utf-8", header_comment="# Russian texts of the platform.")
    places: dict[Said, list[str]] = {}
    for told, file in said():
        places.setdefault(told, []).append(file)
    for told in sorted(places, key=lambda each: (str(each[1]), each[0])):
        context, text = told[0] or None, told[1]
        message = old.get(text if isinstance(text, str) else text[0], context)
        string = message.string if message is not None else ("" if isinstance(text, str) else ("", "", ""))
        locations = [(file, 0) for file in sorted(set(places[told]))]
        flags = [] if message is None else message.flags
        new.add(text, string, locations=locations, flags=flags, context=context)
    return new


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a file, the same byte for byte."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, omit_header=True, include_lineno=False, no_location=False)
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {PLURALS}\\n"\n\n'
    return header.encode() + out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """What Django reads."""
    out, fixed = io.BytesIO(), read_po(io.BytesIO(written(catalogue)), locale="ru")
    fixed.creation_date = fixed.revision_date = datetime(2025, 1, 1, tzinfo=UTC)  # or no two were the same
    write_mo(out, fixed)
    return out.getvalue()


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is missing, empty, fuzzy or has other fields."""
    for message in catalogue:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if message.fuzzy or not texts or not all(texts):
            yield f"not translated: {message.id!r}"
        elif any(fields(text) != fields(_english(message)) for text in texts):
            yield f"other fields than in English: {message.id!r}"


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def fields(text: str) -> list[str]:
    """Fields of a text, in order."""
    return sorted(_FIELD.findall(text))


def main() -> int:
    """Mend the catalogue, or tell what is wrong with it."""
    catalogue = whole(known())
    found = list(faults(catalogue))
    mo = PO.with_suffix(".mo")
    if "--check" in sys.argv:
        stale = not PO.exists() or PO.read_bytes() != written(catalogue)
        stale = stale or not mo.exists() or mo.read_bytes() != compiled(catalogue)
        found += ["the catalogue is stale: run python docs/translations.py"] if stale else []
    else:
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(written(catalogue))
        mo.write_bytes(compiled(catalogue))
    print("\n".join(found) or f"{len(catalogue)} texts, all translated")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
