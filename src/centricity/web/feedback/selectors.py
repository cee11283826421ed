"""Reading feedback, follow-ups and themes, for those who may."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404

from centricity.web.feedback.models import Cause, Desk, FollowUp, Import, Item, Theme
from centricity.web.people.hashes import hashed
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

TABS = ("waiting", "mine", "all", "spam")
LIVE = (Item.State.NEW, Item.State.ANSWERED)


@dataclass(frozen=True)
class Asked:
    """What of the inbox is asked for; an empty filter lets everything through."""

    tab: str = "waiting"
    channel: str = ""
    theme: str = ""
    tone: str = ""
    urgency: str = ""
    kind: str = ""
    q: str = ""


def inbox(organisation: Organisation, user: Any, asked: Asked) -> QuerySet[Item]:
    """Feedback of an organisation: what waits, the oldest first; all of it, the newest first."""
    found = _narrowed(Item.objects.filter(_tab(asked.tab, user), organisation=organisation), asked)
    newest = asked.tab in {"all", "spam"}
    order = ("-received_at", "-pk") if newest else ("received_at", "pk")
    return found.select_related("theme", "assigned_to", "follow_up").order_by(*order)


def _narrowed(found: QuerySet[Item], asked: Asked) -> QuerySet[Item]:
    for name in ("channel", "urgency", "kind"):
        if value := getattr(asked, name):
            found = found.filter(**{name: value})
    if asked.theme:
        found = found.filter(theme_id=int(asked.theme)) if asked.theme != "none" else found.filter(theme=None)
    if asked.tone:
        found = found.filter(Q(tone=asked.tone) | Q(tone="", suggested_tone=asked.tone))
    return found.filter(_holding(asked.q)) if asked.q else found


def items_of(organisation: Organisation, asked: Asked, state: str | None) -> QuerySet[Item]:
    """Feedback of an organisation with spam, the newest first; of a state where one is named."""
    told = {"state": state} if state else {}
    found = _narrowed(Item.objects.filter(organisation=organisation, **told), asked)
    return found.select_related("theme", "customer").order_by("-received_at", "-pk")


def _tab(tab: str, user: Any) -> Q:
    return {
        "waiting": Q(state=Item.State.NEW),
        "mine": Q(state__in=LIVE, assigned_to=user.pk),
        "all": ~Q(state=Item.State.SPAM),
        "spam": Q(state=Item.State.SPAM),
    }[tab]


def _holding(words: str) -> Q:
    """Feedback that holds words; SQLite knows small and capital letters of English alone, so both are asked for."""
    asked = Q()
    for form in {words, words.lower(), words.upper(), words.capitalize()}:
        asked |= Q(text__icontains=form) | Q(title__icontains=form) | Q(author__icontains=form)
    return asked


def waiting_counts(organisation: Organisation, user: Any) -> dict[str, int]:
    """How many items stand in the tabs that somebody works through."""
    told = {name: Count("pk", filter=_tab(name, user)) for name in ("waiting", "mine")}
    return Item.objects.filter(organisation=organisation).aggregate(**told)


def item_for(user: Any, code: str, pk: Any) -> tuple[Organisation, Item]:
    """Feedback that somebody may handle."""
    organisation = organisation_for(user, code, VoiceRight.HANDLE)
    found = Item.objects.filter(organisation=organisation, pk=pk)
    item = found.select_related("organisation", "theme", "assigned_to", "cause", "customer", "follow_up").first()
    if item is None:
        raise Http404
    return organisation, item


def item_of_secret(code: str, secret: str) -> Item:
    """What a customer left, by the secret of its private link; spam is told as anything else."""
    found = Item.objects.filter(organisation__code=code, secret_hash=hashed(secret))
    item = found.select_related("organisation").prefetch_related("answers").first()
    if item is None:
        raise Http404
    return item


def open_form(code: str) -> Organisation:
    """The organisation that takes feedback by the public form; hidden where the form is off."""
    desk = Desk.objects.filter(organisation__code=code, form_open=True).select_related("organisation").first()
    if desk is None:
        raise Http404
    return desk.organisation


def desk_seen(organisation: Organisation) -> Desk:
    """The desk of an organisation; one that was never set is off."""
    return Desk.objects.filter(organisation=organisation).first() or Desk(organisation=organisation)


def causes_of(organisation: Organisation) -> QuerySet[Cause]:
    return Cause.objects.filter(organisation=organisation)


def themes_of(organisation: Organisation) -> QuerySet[Theme]:
    """Themes with how many items are of them, spam left out."""
    told = Count("items", filter=~Q(items__state=Item.State.SPAM))
    return Theme.objects.filter(organisation=organisation).annotate(told=told).order_by("-told", "title_ru", "pk")


def theme_for(user: Any, code: str, pk: int) -> tuple[Organisation, Theme]:
    """A theme, for whoever may see figures."""
    organisation = organisation_for(user, code, VoiceRight.RESULTS)
    found = Theme.objects.filter(organisation=organisation, pk=pk).select_related("organisation").first()
    if found is None:
        raise Http404
    return organisation, found


def months_of(theme: Theme) -> list[tuple[Any, int, int]]:
    """Months with how many items were said of a theme and how many of them complain, the newest first."""
    said = theme.items.exclude(state=Item.State.SPAM).annotate(month=TruncMonth("at")).values("month")
    complaints = Count("pk", filter=Q(kind=Item.Kind.COMPLAINT))
    rows = said.annotate(told=Count("pk"), complaints=complaints).order_by("-month")
    return [(row["month"], row["told"], row["complaints"]) for row in rows]


OVER_TABS = (str(FollowUp.State.CLOSED), str(FollowUp.State.WITHDRAWN))


def follow_ups_of(organisation: Organisation, user: Any, tab: str) -> QuerySet[FollowUp]:
    """Follow-ups of an organisation: open ones by when they are due, those that are over by when they ended."""
    found = FollowUp.objects.filter(organisation=organisation).select_related("owner", "item", "customer", "cause")
    if tab in OVER_TABS:
        return found.filter(state=tab).order_by(F("closed_at").desc(nulls_last=True), "-pk")
    found = found.filter(state=FollowUp.State.OPEN)
    return (found.filter(owner=user.pk) if tab == "mine" else found).order_by("due", "pk")


def follow_up_for(user: Any, code: str, pk: int) -> tuple[Organisation, FollowUp]:
    """A follow-up that somebody may close."""
    organisation = organisation_for(user, code, VoiceRight.HANDLE)
    found = FollowUp.objects.filter(organisation=organisation, pk=pk)
    one = found.select_related("organisation", "owner", "item", "customer", "cause").first()
    if one is None:
        raise Http404
    return organisation, one


def closed_since(organisation: Organisation, moment: datetime) -> QuerySet[Item, Any]:
    """Feedback of known customers that was closed since: its number, the customer, and when."""
    closed = Item.objects.filter(organisation=organisation, state=Item.State.CLOSED, closed_at__gte=moment)
    return closed.filter(customer__isnull=False).values_list("pk", "customer_id", "closed_at")


def imports_of(organisation: Organisation) -> QuerySet[Import]:
    return Import.objects.filter(organisation=organisation).defer("content", "sample", "faults", "mapping")


def import_for(organisation: Organisation, pk: Any) -> Import:
    """An import of an organisation; 404 where there is none."""
    row = (
        Import.objects.filter(organisation=organisation, pk=pk).select_related("organisation").defer("content").first()
    )
    if row is None:
        raise Http404
    return row
