"""The yearly cycle of surveys of staff and of maturity: when the next one is due, and whether it was opened."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.people.models import Organisation
from centricity.web.voice.due import AHEAD, fits
from centricity.web.voice.models import Rhythm, Survey
from centricity.web.voice.services import held


@dataclass(frozen=True)
class Cycle:
    """Where a survey stands among those before and after it; ``itself`` is when the next one makes itself."""

    before: Survey | None
    after: list[Survey]
    due: date | None
    done: bool
    itself: date | None = None

    @property
    def late(self) -> bool:
        return self.due is not None and not self.done and self.due < timezone.localdate()

    @property
    def soon(self) -> bool:
        return self.due is not None and not self.done and self.due <= timezone.localdate() + AHEAD


def cycle_of(survey: Survey) -> Cycle:
    """What a survey follows, what follows it, and when the next one is due."""
    after = list(survey.followed_by.defer("draft").order_by("pk"))
    before = Survey.objects.defer("draft").filter(pk=survey.follows_id).first()
    done = any(each.opened_at is not None for each in after)
    rhythm = Rhythm.objects.filter(survey=survey).first() if survey.audience == "employees" else None
    return Cycle(before, after, survey.next_due if survey.yearly else None, done, rhythm.next_on if rhythm else None)


@transaction.atomic
def next_due_set(survey: Survey, due: date | None, version: int, actor: Actor) -> Survey:
    """Set the day on which the next one is due; none, where there shall be none.

    Raises
    ------
    MisuseError
        Where the survey is neither of staff nor of maturity, the day is past, or somebody changed the survey since.
    """
    if not survey.yearly:
        raise MisuseError([Fault("voice.cycle_other")])
    if due is not None and not fits(due, timezone.localdate()):
        raise MisuseError([Fault("web.next_due_past", fields={"day": due.isoformat()})])
    found = held(survey, version)
    before, found.next_due = found.next_due, due
    found.save(update_fields=["next_due"])
    record(actor, "survey.cycle", found.target, {"next_due": _told(before)}, {"next_due": _told(due)})
    return found


def _told(day: date | None) -> str:
    return day.isoformat() if day else ""


def with_followed(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """Surveys that know whether the next one was opened."""
    return surveys.annotate(
        followed=Exists(Survey.objects.filter(follows=OuterRef("pk"), opened_at__isnull=False).order_by())
    )


def surveys_due(organisation: Organisation) -> QuerySet[Survey]:
    """Closed surveys whose next one is to come on a day and was not opened yet, the earliest first."""
    closed = Survey.objects.filter(organisation=organisation, state=Survey.State.CLOSED, next_due__isnull=False)
    return with_followed(closed.defer("draft")).filter(followed=False).order_by("next_due", "pk")
