"""The forecast as it is kept: of whom most is expected, and what is expected of one customer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from centricity.language import Language
from centricity.metrics.wording import written
from centricity.web.audit.services import Actor, record
from centricity.web.columns.lines import line_of
from centricity.web.customers.forecasting import KEPT, Expected
from centricity.web.customers.models import Customer, Valuation
from centricity.web.customers.value_pages import named
from centricity.web.customers.valuing import target_of
from centricity.web.look.languages import spoken

MODELS = {"bg_nbd": "BG/NBD", "pareto_nbd": "Pareto/NBD"}


def rows_of(kept: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows of a forecast with their customers, in the order they are kept."""
    return [{"each": each, "expected": Expected(*row)} for row, each in named(kept)]


def shown(rows: Iterable[dict[str, Any]], language: Language) -> list[dict[str, Any]]:
    """The same for a reader: a chance in words."""
    return [row | {"again": percent(row["expected"].again, language)} for row in rows]


def percent(chance: float, language: Language) -> str:
    return written(100 * chance, "percent", language)


def rests_on(made: Valuation | None) -> dict[str, Any]:
    """What the forecast was made of; nothing where there is none."""
    if made is None or "estimate" not in _ahead(made):
        return {}
    asked, last = made.figures["asked"], made.figures["last"]
    return {
        "model": MODELS[asked["model"]], "horizon": asked["horizon"], "computed_at": made.computed_at,
        "until": date.fromisoformat(asked["until"] or last), "kept": len(made.forecast), "limit": KEPT,
        "customers": int(_ahead(made)["parts"]["customers"]),
    }  # fmt: skip


def faults_of(made: Valuation, language: Language) -> list[str]:
    """Why nothing is forecast."""
    return [each[language] for each in _ahead(made).get("faults", ())]


def standing(customer: Customer, language: Language) -> dict[str, Any]:
    """What is forecast of one customer, or why nothing is; nothing at all of whoever was erased or merged."""
    if customer.erased_at is not None or customer.merged_into_id is not None:
        return {}
    made = Valuation.objects.filter(organisation=customer.organisation_id).first()
    rests = rests_on(made)
    if made is None or not rests:
        return {"rests": {}, "faults": faults_of(made, language) if made else []}
    place = next((i for i, row in enumerate(made.forecast) if row[0] == customer.pk), None)
    if place is None:
        return {"rests": rests, "row": None}
    expected = Expected(*made.forecast[place])
    return {
        "rests": rests, "row": expected, "place": place + 1,
        "again": percent(expected.again, language), "alive": percent(expected.alive, language),
    }  # fmt: skip


def taken(made: Valuation | None, actor: Actor) -> Iterator[str]:
    """The forecast as a table, 404 before it is made; the log tells that it was taken out."""
    if made is None or not rests_on(made):
        raise Http404
    record(actor, "customers.forecast_exported", target_of(made.organisation), after={"rows": len(made.forecast)})
    return spoken(table(made))


def table(made: Valuation) -> Iterator[str]:
    """The forecast as a table; no cell is a formula, and numbers are as programs write them."""
    titles = [
        _("code"), _("name"), _("orders so far"), _("brought so far"), _("probability to be a customer still"),
        _("probability to order again"), _("expected orders"), _("expected value"),
    ]  # fmt: skip
    yield "\ufeff" + line_of(titles)
    for row in rows_of(made.forecast):
        told, each = row["expected"], row["each"]
        facts = (told.orders, f"{told.brought:.2f}", told.alive, told.again, told.ahead, f"{told.value:.2f}")
        yield line_of([str(each["code"]), each["name"], *map(str, facts)])


def _ahead(made: Valuation) -> dict[str, Any]:
    return made.figures.get("ahead") or {}
