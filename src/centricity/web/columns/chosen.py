"""What a column of a table is taken for."""

from collections.abc import Iterable
from dataclasses import dataclass

from centricity.errors import Fault

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
