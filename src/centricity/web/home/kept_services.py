"""Keeping views of the dashboard, under a name: for oneself, or shared with the organisation."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.home.asked import Asked
from centricity.web.home.measured import metric_known
from centricity.web.home.models import LONGEST_NAME, KeptView
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right

MOST_VIEWS = 100


def views_of(user: Any, organisation: Organisation) -> QuerySet[KeptView]:
    """Views that somebody kept, and those shared with the organisation."""
    found = KeptView.objects.filter(Q(owner=user.pk) | Q(shared=True), organisation=organisation)
    return found.select_related("owner")


def may_change(user: Any, view: KeptView) -> bool:
    """Whether a view is somebody's to change: one's own, and for whoever manages the organisation all shared ones."""
    manages = voice_right(user, view.organisation.code) >= VoiceRight.MANAGE
    return view.owner_id == user.pk or (view.shared and manages)


def view_seen(user: Any, organisation: Organisation, pk: int) -> KeptView:
    """A view that somebody may see: one's own, or a shared one."""
    found = views_of(user, organisation).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def view_for(user: Any, organisation: Organisation, pk: int) -> KeptView:
    """A view that somebody may change: 404 where it is not to be seen, 403 where it is another's."""
    found = view_seen(user, organisation, pk)
    if not may_change(user, found):
        raise PermissionDenied
    return found


@transaction.atomic
def view_keep(
    organisation: Organisation, owner: User, name: str, metric: str, asked: Asked, actor: Actor, *, shared: bool = False
) -> KeptView:
    """Keep a view.

    Raises
    ------
    MisuseError
        Where it has no name, a name that is taken, no page, or the person keeps too many.
    """
    _check(name)
    if metric and metric_known(organisation, metric) is None:
        raise MisuseError([Fault("web.view_page")])
    mine = KeptView.objects.filter(organisation=organisation, owner=owner)
    if mine.count() >= MOST_VIEWS:
        raise MisuseError([Fault("web.views_many", fields={"limit": MOST_VIEWS})])
    made = KeptView(
        organisation=organisation, owner=owner, name=name.strip(), metric=metric, asked=asked.told(), shared=shared
    )
    _save(made)
    record(actor, "view.kept", made.target, after={"shared": shared, "metric": metric})
    return made


def _save(made: KeptView) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("web.view_taken")]) from None


@transaction.atomic
def view_change(view: KeptView, name: str, version: int, actor: Actor, *, shared: bool) -> None:
    """Rename a view, share it or take it back.

    Raises
    ------
    MisuseError
        Where the name will not do or is taken, or the view was changed meanwhile.
    """
    _check(name)
    same = KeptView.objects.filter(pk=view.pk, version=version)
    try:
        with transaction.atomic():
            done = same.update(name=name.strip(), shared=shared, version=version + 1)
    except IntegrityError:
        raise MisuseError([Fault("web.view_taken")]) from None
    if not done:
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "view.changed", view.target, {"shared": view.shared}, {"shared": shared})


@transaction.atomic
def view_delete(view: KeptView, version: int, actor: Actor) -> None:
    """Take a view away.

    Raises
    ------
    MisuseError
        Where it was changed meanwhile.
    """
    target = view.target
    if not KeptView.objects.filter(pk=view.pk, version=version).delete()[0]:
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "view.deleted", target, before={"shared": view.shared, "metric": view.metric})


def _check(name: str) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise MisuseError([Fault("web.view_name", fields={"limit": LONGEST_NAME})])
