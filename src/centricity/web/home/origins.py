"""How alerts, gaps and pairs of departments are called, and where they are, for the actions that came of them."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from centricity.metrics import definition
from centricity.web.home.measured import called, metric_named
from centricity.web.home.models import Alert, Goal
from centricity.web.improvement.origins import Origin
from centricity.web.look.languages import language_now


def alerts(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    """Alerts by their numbers; whoever reads an action may not see targets, so these are named in general."""
    known = [int(each) for each in identifiers if each.isascii() and each.isdecimal() and len(each) < 19]
    found = Alert.objects.filter(organisation__code=organisation, pk__in=known)
    return {str(each.pk): Origin(_title(each), reverse("board_alert", args=[organisation, each.pk])) for each in found}


def _title(alert: Alert) -> str:
    if alert.kind != Alert.Kind.MOVED:
        return _("Alert: %(kind)s") % {"kind": alert.get_kind_display()}
    metric = definition(alert.subject)
    return f"{(metric.short or metric.name)[language_now()]}, {alert.period}"


def gaps(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    """Gaps to the benchmark, by the choice of us and the part of the index."""
    found = {}
    for each in identifiers:
        number, slash, part = each.partition("/")
        if slash and part and number.isascii() and number.isdecimal():
            address = reverse("board_executive", args=[organisation])
            found[each] = Origin(_("Gap to the benchmark: %(part)s") % {"part": part}, address)
    return found


def goals(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    """Targets of metrics by their numbers."""
    known = [int(each) for each in identifiers if each.isascii() and each.isdecimal() and len(each) < 19]
    found = Goal.objects.filter(organisation__code=organisation, pk__in=known).select_related("organisation")
    rows = {str(each.pk): each for each in found}
    return {each: _goal(organisation, each, rows.get(each)) for each in identifiers}


def _goal(organisation: str, identifier: str, found: Goal | None) -> Origin:
    if found is None:
        return Origin(_("Target of a metric that was dropped"), reverse("board_goals", args=[organisation]))
    name = called(metric_named(found.organisation, found.metric), language_now())
    return Origin(_("Target: %(name)s") % {"name": name}, reverse("board_goal", args=[organisation, int(identifier)]))


def edges(organisation: str, identifiers: list[str]) -> Mapping[str, Origin]:
    """Pairs of departments of whom one serves the other."""
    from centricity.web.home.departments import origins  # metrics take a while to load

    found = origins(organisation, identifiers, language_now())
    return {identifier: Origin(title, address) for identifier, title, address in found}
