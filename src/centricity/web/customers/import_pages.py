"""What pages of imports show: the first rows as they would be stored, counts and faults in words."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centricity.tables.read import ROW
from centricity.web.customers.checking import checked
from centricity.web.customers.columns import LABELS, WORDS, Chosen
from centricity.web.customers.faults import summary
from centricity.web.customers.models import Channel, Customer, Import, Interaction
from centricity.web.customers.reading import sample_table
from centricity.web.look.grids import Cell, Grid

_WORDS = {
    "kind": dict(Customer.Kind.choices), "channel": dict(Channel.choices), "consent": dict(Customer.Consent.choices),
    "event": dict(Interaction.Kind.choices),
}  # fmt: skip


def preview(made: Import, chosen: Sequence[Chosen]) -> tuple[Grid, list[dict[str, Any]]]:
    """The first rows as they would be stored, and what is wrong with them."""
    found = checked(sample_table(made.columns, made.sample), made.holds, chosen)
    used = [each for each in chosen if each.target]
    wrong = {(each["row"], each["column"]) for each in found.faults.iter_rows(named=True)}
    titles = [(each.name or str(LABELS[made.holds][each.target]), each.column, False) for each in used]
    rows = [
        tuple(Cell(_said(each, row[each.code]), numeric=False, wrong=(row[ROW], each.column) in wrong) for each in used)
        for row in found.values.iter_rows(named=True)
    ]
    return Grid(_("The first rows as they will be stored"), tuple(titles), tuple(rows)), summary(found.faults)


def _said(each: Chosen, value: Any) -> str:
    if value is None:
        return "–"
    if hasattr(value, "isoformat"):
        return date_format(value, "DATETIME_FORMAT" if hasattr(value, "hour") else "DATE_FORMAT")
    if each.target in WORDS and value in {"true", "false"}:
        return _("yes") if value == "true" else _("no")
    return str(_WORDS.get(each.target, {}).get(value, value))


def counted(made: Import) -> list[tuple[str, int]]:
    """Counts of an import in words."""
    titles = {
        "rows": _("rows in the file"), "new": _("new ones"), "updated": _("changed"), "unchanged": _("as they were"),
        "repeated": _("repeated"), "customers": _("customers added"), "conflicts": _("of two customers, left alone"),
        "left_out": _("faulty rows"), "faults": _("faults"),
    }  # fmt: skip
    return [(title, made.counts[name]) for name, title in titles.items() if name in made.counts]
