"""Quotas: how many complete responses meet a condition, counted as they come and not looked for anew.

Of every condition that any version of a survey has had one count is kept, so that whoever goes on with an earlier
version meets what all have filled. Responses are counted where they end, and a complete one never goes on.
"""

import hashlib
from collections.abc import Sequence

from django.db.models import F

from centricity.surveys.condition import Condition, Values
from centricity.surveys.question import Quota
from centricity.web.keeping import Kept
from centricity.web.voice.models import Filled, Response, Survey

_CONDITIONS = Kept[dict[str, Condition]](256)


def quota_met(survey: Survey, quotas: Sequence[Quota], values: Values) -> Quota | None:
    """The first quota that is full for these answers; where none is, they are counted.

    Counts are held until the transaction ends, in one order for all.
    """
    meant = {key: each for key, each in _conditions_of(survey).items() if each.holds(values)}
    if not meant:
        return None
    counts = _held(survey, meant)
    full = next((each for each in quotas if counts.get(_key(each.when), 0) >= each.most), None)
    if full is None:
        Filled.objects.filter(survey=survey, condition__in=meant).update(n=F("n") + 1)
    return full


def is_counted(survey: Survey) -> bool:
    """Whether responses are counted for a quota."""
    return bool(_conditions_of(survey))


def _conditions_of(survey: Survey) -> dict[str, Condition]:
    """Conditions of all versions up to the one that is asked now; a survey that was published once is not looked up."""
    current = survey.current
    assert current is not None  # noqa: S101  it was answered
    if current.number == 1:
        return {_key(each.when): each.when for each in current.questionnaire.quotas}
    return _CONDITIONS.get((survey.pk, current.number, current.published_at), lambda: _of_versions(survey))


def _of_versions(survey: Survey) -> dict[str, Condition]:
    known = (quota for each in survey.versions.all() for quota in each.questionnaire.quotas)
    return {_key(each.when): each.when for each in known}


def _key(condition: Condition) -> str:
    return hashlib.sha256(condition.model_dump_json(by_alias=True, exclude_none=True).encode()).hexdigest()


def _held(survey: Survey, meant: dict[str, Condition]) -> dict[str, int]:
    """Counts of conditions; what there is none of yet is counted once."""
    counts = _counts(survey, meant)
    if len(counts) < len(meant):
        missing = {key: each for key, each in meant.items() if key not in counts}
        Filled.objects.bulk_create(_counted(survey, missing), ignore_conflicts=True)
        counts = _counts(survey, meant)
    return counts


def _counts(survey: Survey, meant: dict[str, Condition]) -> dict[str, int]:
    rows = Filled.objects.select_for_update().filter(survey=survey, condition__in=meant).order_by("condition")
    return {each.condition: each.n for each in rows}


def _counted(survey: Survey, missing: dict[str, Condition]) -> list[Filled]:
    met = dict.fromkeys(sorted(missing), 0)
    whole = Response.objects.filter(survey=survey, state=Response.State.WHOLE)
    for each in whole.only("values").iterator(2_000):
        for key, condition in missing.items():
            met[key] += condition.holds(each.known())
    return [Filled(survey=survey, condition=key, n=n) for key, n in met.items()]
