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
from centricity.web.voice.results import Results

REST = "others"
REST_NAMES = {"ru": "Остальные подразделения", "en": "Other departments"}
EVERYBODY = "everybody"
EVERYBODY_NAMES = {"ru": "Вся организация", "en": "The whole organisation"}


def wave_make(survey: Survey, code: str, wave: str, day: date, actor: Actor) -> tuple[Edition, Job | None]:
    """Make a study of a closed survey, or a further wave of a study that is there, and ask for its computation.

    The folder of a study can be downloaded, and read beside the results of the survey: departments that these withhold
    of any question stand together as one, and what they withhold whole is left out.

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
    names = _names(survey) if filling else {}
    whole = Response.objects.filter(survey=survey, state=Response.State.WHOLE)
    given = list(whole.values_list("values", flat=True))
    if len(given) < questionnaire.minimum_n:
        raise MisuseError([Fault("voice.wave_few", fields={"n": len(given), "least": questionnaire.minimum_n})])
    random.SystemRandom().shuffle(given)
    withheld = Results(survey, "en").withheld_by("department")
    hidden = set().union(*(each for each in withheld.values() if each))
    asked = filling.code if filling else ""
    place = {code: code for code in names} | _together(given, asked, hidden, questionnaire.minimum_n)
    items = [code for code, each in withheld.items() if each is not None]
    rows = []
    for number, values in enumerate(given, start=1):
        subject = place.get(str(values.get(filling.code)), REST) if filling else EVERYBODY
        told = {"subject": subject, "wave": wave, "rater": f"{wave}-{number:05d}", "source": "survey"}
        rows.append(told | {item: str(values[item]) for item in items if item in values})
    used = {row["subject"] for row in rows}
    named = names | {REST: REST_NAMES, EVERYBODY: EVERYBODY_NAMES}
    return {code: named[code] for code in named if code in used}, rows


def _names(survey: Survey) -> dict[str, dict[str, str]]:
    """Departments of every version by code, with their latest names: one that was renamed has answers of its own."""
    questionnaires = [each.questionnaire for each in survey.versions.order_by("number")]
    filling = [each for one in questionnaires for each in one.questions if each.fills == "department"]
    return {o.code: {"ru": o.text.ru, "en": o.text.en} for each in filling for o in each.options}


def _together(given: Sequence[dict[str, Any]], question: str, hidden: set[str], least: int) -> dict[str, str]:
    """Departments that stand together: the hidden, the small, and as many of the next as it takes to hide them."""
    counts: dict[str, int] = {}
    for values in given:
        code = str(values.get(question))
        counts[code] = counts.get(code, 0) + 1
    small = {code for code, n in counts.items() if n < least or code in hidden}
    for code, _n in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
        if not small or (len(small) > 1 and sum(counts[each] for each in small) >= least):
            break
        small.add(code)
    return dict.fromkeys(small, REST)
