"""What a column of a table of feedback may hold, which words it may say, and what its header makes likely."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from centricity.errors import Fault, MisuseError
from centricity.web.columns.chosen import NUMBER, SKIP, Chosen, twice
from centricity.web.columns.guessing import Patterns, guess
from centricity.web.customers.columns import NO, WORDS, YES
from centricity.web.customers.guessing import name_of
from centricity.web.customers.keys import EMAIL, NAME_OF_KIND, PHONE
from centricity.web.feedback.models import Item, Tone

ID, TEXT = "id", "text"
LABELS: Mapping[str, Any] = {
    TEXT: _("text"), "title": _("title"), "author": _("author"), "at": _("when"), "rating": _("rating, 1 to 5"),
    ID: _("number of the message"), "channel": _("channel"), "kind": _("kind"), "tone": _("tone"),
    "theme": _("theme"), "language": _("language"), "public": _("everybody reads it"),
    EMAIL: _("e-mail of a customer (key)"), PHONE: _("phone of a customer (key)"),
    NUMBER: _("number of a customer in a system (key)"),
}  # fmt: skip
NAMES: dict[str, tuple[str, ...]] = {
    TEXT: ("text", "sentence", "comment", "body", "текст", "отзыв", "комментарий"),
    "title": ("title", "заголовок", "тема письма"),
    "author": ("author", "name", "автор", "имя"),
    ID: ("number", "id", "mention", "document", "url", "номер", "документ"),
    "at": ("at", "date", "published_at", "дата", "когда"),
    "rating": ("rating", "stars", "score", "оценка", "звёзды"),
    "channel": ("channel", "канал"),
    "kind": ("kind", "вид"),
    "tone": ("tone", "тональность"),
    "language": ("language", "язык"),
    "public": ("public", "открыто"),
}
"""What a column is called that is taken whatever stands in it; the words of an export of open texts are among them."""
_HEADERS: Patterns = (
    (r"что.*(сказ|говор|напис)|what.*(said|wrote)", TEXT),
    (r"e-?mail|почт|имейл|мейл", EMAIL),
    (r"phone|mobile|^tel|телефон|моб", PHONE),
    (r"(customer|client|user|crm).?(id|no|number|code)$|(номер|код|id).*клиент", NUMBER),
    (r"(review|message|ticket|case|call).?(id|no|number)|(номер|№|код).*(отзыв|обращен|звонк|заявк)|^link$|ссылка", ID),
    (r"title|subject|заголовок|тема письма", "title"),
    (r"theme|topic|тема|категория", "theme"),
    (r"rating|stars|score|mark$|оценк|звёзд|звезд|балл", "rating"),
    (r"sentiment|tonality|тональност", "tone"),
    (r"channel|канал", "channel"),
    (r"lang|язык", "language"),
    (r"date|time|created|published|when|дата|время|когда|опубликован", "at"),
    (r"author|customer|client|who|reviewer|caller|автор|имя|фио|клиент|кто", "author"),
    (r"^type$|category|тип|вид обращен", "kind"),
    (r"text|comment|review|message|body|content|said|transcript", TEXT),
    (r"текст|комментар|отзыв|сообщен|обращен|содержан|запис", TEXT),
)  # fmt: skip
_SAID: Mapping[str, Mapping[str, Sequence[str]]] = {
    "channel": WORDS["channel"],
    "language": WORDS["language"],
    "public": {"true": YES, "false": NO},
    "kind": {
        str(Item.Kind.COMPLAINT): ("жалоба", "претензия"),
        str(Item.Kind.PRAISE): ("похвала", "благодарность"),
        str(Item.Kind.QUESTION): ("вопрос",),
        str(Item.Kind.IDEA): ("suggestion", "идея", "предложение"),
        str(Item.Kind.OTHER): ("другое", "прочее"),
    },
    "tone": {
        str(Tone.NEGATIVE): ("-1", "отрицательная", "негативная", "негатив"),
        str(Tone.NEUTRAL): ("0", "нейтральная", "нейтрально"),
        str(Tone.POSITIVE): ("1", "положительная", "позитивная", "позитив"),
    },
}
CODES: Mapping[str, Mapping[str, str]] = {
    target: {word.lower(): code for code, said in words.items() for word in (code, *said)}
    for target, words in _SAID.items()
}
"""What is kept, by the words that say it."""
ENOUGH = 3
"""Cells that tell what a column holds."""


def guessed(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Chosen]:
    """What each column likely holds: by its name, or else by words of its header and by its first cells."""
    called = _called(heads)
    rest = [at for at in range(len(heads)) if at not in called]
    columns = ((heads[at], [row[at] for row in rows if at < len(row) and row[at].strip()]) for at in rest)
    found = dict(zip(rest, guess(columns, _HEADERS, LABELS, _fits, name_of, taken=called.values()), strict=True))
    return [Chosen(head, called[at]) if at in called else found[at] for at, head in enumerate(heads)]


def _called(heads: Sequence[str]) -> dict[int, str]:
    """Columns whose very name is known, by their places; of several names the first one of the list."""
    known = {head.lower(): at for at, head in reversed(list(enumerate(heads)))}
    found = {name: [known[word] for word in words if word in known] for name, words in NAMES.items()}
    return {places[0]: name for name, places in found.items() if places}


def _fits(target: str, cells: Sequence[str]) -> bool:
    """Whether any cell will do, where there are enough to tell."""
    if len(cells) < ENOUGH:
        return True
    if target in CODES:
        return any(cell.strip().lower() in CODES[target] for cell in cells)
    if target == "rating":
        return any(cell.strip() in {"1", "2", "3", "4", "5"} for cell in cells)
    if target == EMAIL:
        return any("@" in cell for cell in cells)
    return target not in {"at", PHONE} or any(any(sign.isdecimal() for sign in cell) for cell in cells)


def choices_checked(chosen: Sequence[Chosen]) -> None:
    """See that columns are taken for what makes sense together.

    Raises
    ------
    MisuseError
        With everything that does not.
    """
    faults = twice(chosen)
    for each in chosen:
        if each.target not in {SKIP, *LABELS}:
            fields = {"column": each.column[:60], "got": each.target[:60], "known": ", ".join(LABELS)}
            faults.append(Fault("web.import_target", fields=fields))
        if each.target == NUMBER and (not NAME_OF_KIND.fullmatch(each.name) or each.name != each.name.lower()):
            faults.append(Fault("web.import_name", fields={"column": each.column}))
    if not any(each.target == TEXT for each in chosen):
        faults.append(Fault("web.import_no_text"))
    if faults:
        raise MisuseError(faults)
