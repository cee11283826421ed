"""Making, changing and deleting segments; every change is audited, and none overwrites another's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from centricity.errors import Fault, MisuseError, Place
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Segment
from centricity.web.customers.rules import checked, rules_of
from centricity.web.customers.segment_uses import faults_of
from centricity.web.people.models import Organisation

MOST_SEGMENTS = 200


@dataclass(frozen=True)
class Wanted:
    """A segment as somebody asks for it; ``rules`` are not checked yet."""

    title_ru: str
    title_en: str
    joined_by: str
    rules: Sequence[Mapping[str, Any]]

    def facts(self) -> dict[str, Any]:
        """What is stored of it.

        Raises
        ------
        MisuseError
            With every rule that does not fit.
        """
        rules = [each.content() for each in checked(self.rules)]
        return {
            "title_ru": self.title_ru, "title_en": self.title_en,
            "joined_by": Segment.Joined(self.joined_by).value, "rules": rules,
        }  # fmt: skip


@transaction.atomic
def segment_create(organisation: Organisation, code: str, wanted: Wanted, actor: Actor) -> Segment:
    """Make a segment.

    Raises
    ------
    MisuseError
        Where its rules do not fit, its code is taken, or there are too many.
    """
    facts = wanted.facts()
    if Segment.objects.filter(organisation=organisation).count() >= MOST_SEGMENTS:
        raise MisuseError([Fault("web.segments_many", fields={"limit": MOST_SEGMENTS})])
    made = Segment(organisation=organisation, code=code, **facts)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("web.segment_taken", Place(key="code"), {"code": code})]) from None
    record(actor, "segment.created", made.target, after={"organisation": organisation.code} | _told(facts))
    return made


@transaction.atomic
def segment_edit(segment: Segment, wanted: Wanted, version: int, actor: Actor) -> Segment:
    """Change a segment as it was read.

    Raises
    ------
    MisuseError
        Where its rules do not fit, or somebody else changed it since.
    """
    facts = wanted.facts()
    turned = _turned(segment, version)
    before, after = _told({name: getattr(turned, name) for name in facts}), _told(facts)
    changed = [name for name in facts if before[name] != after[name]]
    Segment.objects.filter(pk=segment.pk).update(**facts)
    record(
        actor, "segment.changed", turned.target,
        {name: before[name] for name in changed}, {name: after[name] for name in changed},
    )  # fmt: skip
    turned.refresh_from_db()
    return turned


@transaction.atomic
def segment_delete(segment: Segment, version: int, actor: Actor) -> None:
    """Delete a segment as it was read; its customers stay as they are.

    Raises
    ------
    MisuseError
        Where somebody else changed it since, or with every use of it.
    """
    turned = _turned(segment, version)
    faults = faults_of(turned)
    if faults:
        raise MisuseError(faults)
    facts = {name: getattr(turned, name) for name in ("title_ru", "title_en", "joined_by", "rules")}
    Segment.objects.filter(pk=turned.pk).delete()
    record(actor, "segment.deleted", turned.target, before={"organisation": turned.organisation.code} | _told(facts))


def _turned(segment: Segment, version: int) -> Segment:
    """Take a segment for a change, as it was read; until the end of the transaction nobody else may.

    Raises
    ------
    MisuseError
        Where somebody else changed or deleted it since.
    """
    if not Segment.objects.filter(pk=segment.pk, version=version).update(version=version + 1):
        raise MisuseError([Fault("web.changed_meanwhile")])
    return Segment.objects.select_related("organisation").get(pk=segment.pk)


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as they can be kept in a log: a rule in a line."""
    return facts | {"rules": [str(each) for each in rules_of(facts["rules"])]}
