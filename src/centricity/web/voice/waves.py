"""A wave of a maturity survey as a study: levels, intervals, targets and comparisons are read there."""

import csv
import io
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from centricity.errors import Fault, MisuseError
from centricity.surveys.model import Survey as Questionnaire
from centricity.web.audit.services import Actor, record
from centricity.web.jobs.models import Job
from centricity.web.research.models import Edition, Study
from centricity.web.research.places import edition_folder
from centricity.web.research.services import computation_ask, edition_add, study_create
from centricity.web.voice.models import Response, Survey

REST = "others"
REST_NAMES = {"ru": "Остальные подразделения", "en": "Other departments"}
EVERYBODY = "everybody"
EVERYBODY_NAMES = {"ru": "Вся организация", "en": "The whole organisation"}

Rows = list[dict[str, str]]


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
    known = Study.objects.filter(code=code).first()
    if known is not None and known.organisation_id != survey.organisation_id:
        raise MisuseError([Fault("web.study_taken", fields={"code": code})])
    before = _before(known, questionnaire.method, wave) if known is not None else None
    files = _files(survey, questionnaire, _Wave(wave, day), subjects, rows, before)
    if known is None:
        edition = study_create(code, survey.organisation, files, actor)
    else:
        edition = edition_add(known, files, actor)
    record(actor, "survey.wave", survey.target, after={"study": code, "edition": edition.number})
    return edition, computation_ask(edition, actor) if edition.sound else None


class _Wave:
    def __init__(self, code: str, day: date) -> None:
        self.code, self.day = code, day


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


def _before(study: Study, method: str, wave: str) -> Path:
    """The folder of the study's latest edition, where a wave may be added to it."""
    edition = study.editions.filter(sound=True).first()
    if edition is None:
        raise MisuseError([Fault("web.study_taken", fields={"code": study.code})])
    folder = edition_folder(edition.pk)
    settings = yaml.safe_load((folder / "study.yaml").read_text("utf-8"))
    if settings.get("method") != method or not (folder / "observations.csv").exists():
        raise MisuseError([Fault("voice.wave_other_method", fields={"code": study.code, "method": method})])
    if wave in {str(each.get("code")) for each in settings.get("waves", [])}:
        raise MisuseError([Fault("voice.wave_there", fields={"wave": wave})])
    return folder


def _files(
    survey: Survey, questionnaire: Questionnaire, wave: _Wave, subjects: dict[str, dict[str, str]], rows: Rows,
    before: Path | None,
) -> list[SimpleUploadedFile]:  # fmt: skip
    """The study folder, with the waves before."""
    settings: dict[str, Any] = {
        "schema": "centricity/study-1", "title": {"ru": survey.title_ru, "en": survey.title_en},
        "method": questionnaire.method, "audience": "internal", "waves": [],
    }  # fmt: skip
    old_rows: Rows = []
    old_subjects: Rows = []
    if before is not None:
        settings = yaml.safe_load((before / "study.yaml").read_text("utf-8"))
        old_rows, old_subjects = (_read(before / name) for name in ("observations.csv", "subjects.csv"))
    settings["wave"] = wave.code
    method = f"{questionnaire.method} {questionnaire.version}"
    settings["waves"] = [*settings.get("waves", []), {"code": wave.code, "date": wave.day, "method": method}]
    known = {row["subject"] for row in old_subjects}
    fresh = [{"subject": c, "name_ru": n["ru"], "name_en": n["en"]} for c, n in subjects.items() if c not in known]
    return [
        SimpleUploadedFile("study.yaml", yaml.safe_dump(settings, allow_unicode=True, sort_keys=False).encode()),
        SimpleUploadedFile("subjects.csv", _written([*old_subjects, *fresh])),
        SimpleUploadedFile("observations.csv", _written([*old_rows, *rows])),
    ]


def _read(path: Path) -> Rows:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _written(rows: Rows) -> bytes:
    """Rows as CSV, with every column that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
