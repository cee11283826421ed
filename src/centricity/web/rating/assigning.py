"""Who is given which companies and metrics of a round to rate."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.jobs.services import ask
from centricity.web.people.models import User
from centricity.web.people.roles import RATING, Right
from centricity.web.people.selectors import access_to_study, rating_grants
from centricity.web.rating.models import Assignment, Rater, Round
from centricity.web.rating.rounds import held
from centricity.web.research.models import Study

MOST_RATERS = 200
MOST_ASSIGNMENTS = 200


@dataclass(frozen=True)
class Share:
    """Companies and metrics by their codes; none named is all of them."""

    companies: Sequence[str] = ()
    metrics: Sequence[str] = ()


def raters_for(study: Study) -> QuerySet[User]:
    """People who hold the role of a rater or a mystery shopper on a study."""
    mine = rating_grants(study.code, study.organisation.code)
    return User.objects.filter(pk__in=mine.values("user")).order_by("name", "email")


def rates_blindly(user: User, study: Study) -> bool:
    """Whether somebody may rate a study and sees no results of it by another role."""
    access = access_to_study(user, study.code, study.organisation.code, open_to_all=False)
    return access.rates and access.right == Right.RATE


@transaction.atomic
def assign(made: Round, user: User, share: Share, actor: Actor) -> Assignment:
    """Give a rater companies and metrics.

    Raises
    ------
    MisuseError
        With everything that does not fit.
    """
    made = held(made)
    faults = [*_unfit_rater(made, user), *_unfit_share(made, share)]
    if faults:
        raise MisuseError(faults)
    rater = Rater.objects.filter(round=made, user=user).first() or _seated(made, user)
    told = {"companies": sorted(set(share.companies)), "metrics": sorted(set(share.metrics))}
    given = Assignment.objects.create(rater=rater, **told)
    Round.objects.filter(pk=made.pk).update(version=made.version + 1)
    record(actor, "rating.assigned", made.study.target, after=_logged(rater, given))
    ask("rating.tell", f"rater:{rater.pk}", actor, rater=rater.pk)
    return given


def _seated(made: Round, user: User) -> Rater:
    last = made.raters.aggregate(last=Max("number"))["last"] or 0
    mine = rating_grants(made.study.code, made.study.organisation.code).filter(user=user)
    role = mine.order_by("role").values_list("role", flat=True).first()
    return Rater.objects.create(round=made, user=user, number=last + 1, role=role or RATING[0])


def _unfit_rater(made: Round, user: User) -> list[Fault]:
    if not raters_for(made.study).filter(pk=user.pk).exists():
        return [Fault("rating.no_rater", fields={"person": str(user)})]
    if not rates_blindly(user, made.study):
        return [Fault("rating.not_blind", fields={"person": str(user)})]
    if made.raters.exclude(user=user).count() >= MOST_RATERS:
        return [Fault("rating.many", fields={"most": MOST_RATERS})]
    if Assignment.objects.filter(rater__round=made, rater__user=user).count() >= MOST_ASSIGNMENTS:
        return [Fault("rating.many", fields={"most": MOST_ASSIGNMENTS})]
    return []


def _unfit_share(made: Round, share: Share) -> list[Fault]:
    companies, metrics = ({each["code"] for each in told} for told in (made.companies, made.metrics))
    odd = [*(c for c in share.companies if c not in companies), *(m for m in share.metrics if m not in metrics)]
    return [Fault("rating.unknown", fields={"got": ", ".join(odd[:20])})] if odd else []


@transaction.atomic
def unassign(given: Assignment, actor: Actor) -> None:
    """Take back what a rater was given; levels that were submitted stay.

    Raises
    ------
    MisuseError
        Where the round is closed.
    """
    made = held(given.rater.round)
    record(actor, "rating.unassigned", made.study.target, before=_logged(given.rater, given))
    Round.objects.filter(pk=made.pk).update(version=made.version + 1)
    given.delete()


def _logged(rater: Rater, given: Assignment) -> dict[str, object]:
    return {"round": rater.round.number, "user": rater.user_id, "companies": given.companies, "criteria": given.metrics}
