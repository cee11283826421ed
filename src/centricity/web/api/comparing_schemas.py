"""What comparing the ratings of a panel gives."""

from ninja import Schema

from centricity.web.api.panels_schemas import Agreement
from centricity.web.api.schemas import Both


class ComparedPerson(Schema):
    number: int
    person: str | None


class ComparedCell(Schema):
    level: int | None
    blind: int | None
    note: str
    record: int | None


class ComparedLine(Schema):
    """An item with the ratings of everybody, in the order of ``people``; ``apart`` where they are to be talked over."""

    item: str
    title: Both
    mean: float | None
    apart: bool
    cells: list[ComparedCell | None]


class ComparedDepartment(Schema):
    department: str
    title: Both
    lines: list[ComparedLine]


class Compared(Schema):
    """Ratings of those who handed in; ``apart`` is how many lines are to be talked over."""

    people: list[ComparedPerson]
    departments: list[ComparedDepartment]
    apart: int
    agreement_blind: Agreement
    agreement: Agreement
