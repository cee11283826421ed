"""What a column of a table is taken for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from centricity.errors import Fault, MisuseError

NUMBER, OWN, SKIP = "number", "own", ""
NAMED = (NUMBER, OWN)
"""What a name goes with: a number is one of a system, an own field is called something."""
KEYS = ("email", "phone", NUMBER)
"""What customers are told apart by."""


@dataclass(frozen=True)
class Chosen:
    """What a column is taken for; ``name`` is that of a system or of an own field."""

    column: str
    target: str
    name: str = ""

    @property
    def code(self) -> str:
        """What its values are called while they are stored: each once among the columns."""
        if self.target == NUMBER:
            return f"key {self.name}"
        return f"own {self.name}" if self.target == OWN else self.target

    @property
    def key(self) -> str:
        """The kind of the key, empty where it is none."""
        return self.name if self.target == NUMBER else self.target if self.target in KEYS else ""


def twice(chosen: Iterable[Chosen]) -> list[Fault]:
    """Columns that are taken for the same."""
    groups: dict[str, list[str]] = {}
    for each in chosen:
        if each.target:
            groups.setdefault(each.code, []).append(each.column)
    found = [", ".join(columns) for _code, columns in sorted(groups.items()) if len(columns) > 1]
    return [Fault("web.import_twice", fields={"columns": columns}) for columns in found]


def told_columns(heads: Sequence[str], columns: Mapping[str, str]) -> list[Chosen]:
    """What columns are taken for as a program told it, by their headers; the rest is left out.

    ``number:crm`` is the number in a system, ``own:City`` an own field.

    Raises
    ------
    MisuseError
        With every column that is not there.
    """
    known = ", ".join(head[:40] for head in heads)
    strange = [name for name in columns if name not in heads]
    if strange:
        raise MisuseError(
            [Fault("web.import_no_column", fields={"got": name[:60], "known": known}) for name in strange]
        )
    told = [(head, columns.get(head, "").partition(":")) for head in heads]
    return [Chosen(head, target.strip(), name.strip()) for head, (target, _mark, name) in told]


def as_told(chosen: Chosen) -> str:
    """What a column is taken for, as a program tells it."""
    return f"{chosen.target}:{chosen.name}" if chosen.target in NAMED else chosen.target
