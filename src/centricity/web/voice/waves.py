"""A wave of a maturity survey as a study: levels, intervals, targets and comparisons are read there."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from centricity.errors import Fault, MisuseError
from centricity.surveys.model import Survey as Questionnaire
from centricity.web.audit.services import Actor, record
from centricity.web.jobs.models import Job
from centricity.web.research.models import Edition
from centricity.web.research.wave_folder import Gathered, Rows, wave_add
from centricity.web.voice.models import Response, Survey

REST = "others"
REST_NAMES = {"ru": "Остальные подразделения", "en": "Other departments"}
EVERYBODY = "everybody"
EVERYBODY_NAMES = {"ru": "Вся организация", "en": "The whole organisation"}


def wave_make(survey: Survey, code: str, wave: str, day: date, actor: Actor) -> tuple[Edition, Job | None]:
    """Make a study of a closed survey, or a further wave of a study that is there, and ask for its computation.

    Departments with fewer answers than may be shown stand together as one: the folder of a study can be downloaded.

    Raises
    ------
    MisuseError
        Where the survey is open, has no method or too few answers, or the study is of another method or has the wave.
    """
    if survey.state != Survey.State.CLOSED or survey.current is None:
        raise MisuseError([Fault("voice.wave_open")])
    questionnaire = survey.current.questionnaire
    if questionnaire.method is None:
        raise MisuseError([Fault("voice.wave_method")])
    subjects, rows = _answers(survey, questionnaire, wave)
    title = {"ru": survey.title_ru, "en": survey.title_en}
    gathered = Gathered(title, questionnaire.method, questionnaire.version, wave, day, subjects, rows)
    edition, job = wave_add(survey.organisation, code, gathered, actor)
    Survey.objects.filter(pk=survey.pk).update(study=code)
    record(actor, "survey.wave", survey.target, after={"study": code, "edition": edition.number})
    return edition, job


def _answers(survey: Survey, questionnaire: Questionnaire, wave: str) -> tuple[dict[str, dict[str, str]], Rows]:
    """Departments by code with their names, and a row for each respondent, in no order."""
    filling = next((question for question in questionnaire.questions if question.fills == "department"), None)
    names = {o.code: {"ru": o.text.ru, "en": o.text.en} for o in filling.options} if filling else {}
    whole = Response.objects.filter(survey=survey, state=Response.State.WHOLE)
    given = list(whole.values_list("values", flat=True))
    if len(given) < questionnaire.minimum_n:
        raise MisuseError([Fault("voice.wave_few", fields={"n": len(given), "least": questionnaire.minimum_n})])
    random.SystemRandom().shuffle(given)
    place = {code: code for code in names} | _together(given, filling.code if filling else "", questionnaire.minimum_n)
    items = [question.code for question in questionnaire.questions if question.rated]
    rows = []
    for number, values in enumerate(given, start=1):
        subject = place.get(str(values.get(filling.code)), REST) if filling else EVERYBODY
        told = {"subject": subject, "wave": wave, "rater": f"{wave}-{number:05d}", "source": "survey"}
        rows.append(told | {item: str(values[item]) for item in items if item in values})
    used = {row["subject"] for row in rows}
    named = names | {REST: REST_NAMES, EVERYBODY: EVERYBODY_NAMES}
    return {code: named[code] for code in named if code in used}, rows


def _together(given: Sequence[dict[str, Any]], question: str, least: int) -> dict[str, str]:
    """Departments that stand together: the small ones, and as many of the next as it takes to hide them."""
    counts: dict[str, int] = {}
    for values in given:
        code = str(values.get(question))
        counts[code] = counts.get(code, 0) + 1
    small = {code for code, n in counts.items() if n < least}
    for code, _n in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
        if not small or (len(small) > 1 and sum(counts[each] for each in small) >= least):
            break
        small.add(code)
    return dict.fromkeys(small, REST)
