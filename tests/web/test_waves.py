"""A maturity survey becomes a study: a wave after a wave, small departments together, the level as the method says."""

import csv
import datetime as dt
import io
import re

import pytest
import voice_kit
from voice_kit import answered, opened

from centricity.errors import MisuseError
from centricity.methods import bundled_method
from centricity.surveys import bundled_survey
from centricity.surveys.of_method import survey_of
from centricity.surveys.question import Option
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.services import do_job
from centricity.web.research.models import Study
from centricity.web.research.places import edition_folder
from centricity.web.voice.answering import ratings_of
from centricity.web.voice.models import Rating, Response
from centricity.web.voice.services import state_set
from centricity.web.voice.waves import REST, wave_make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


def asked(organisation, code, departments, level=3):
    """A closed survey of six questions with departments of so many answers, all of one level."""
    options = [Option.model_validate({"code": d, "text": {"ru": d, "en": d}}) for d in departments]
    content = survey_of(bundled_method("six_questions"), options)
    survey = opened(organisation, content.model_dump(mode="json", by_alias=True, exclude_none=True), code)
    items = [question.code for question in bundled_survey("six_questions").questions]
    for department, n in departments.items():
        for _ in range(n):
            values = {"department": department} | dict.fromkeys(items, level)
            made = Response.objects.create(
                survey=survey, version=survey.current, key_hash=f"{code}{Response.objects.count()}", state="whole",
                values=values, language="ru", begun_at=dt.datetime.now(dt.UTC), ended_at=dt.datetime.now(dt.UTC),
            )  # fmt: skip
            Rating.objects.bulk_create(ratings_of(survey, made))
    return state_set(survey, "closed", survey.version, SYSTEM)


def rows_of(edition):
    text = (edition_folder(edition.pk) / "observations.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def computed(job):
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults


def scores(study, subject):
    study.refresh_from_db()
    view = study.current.views.get(audience="internal")
    return view.subjects.get(subject=subject).scores["index"]


def test_two_waves_become_one_study_with_their_levels(organisation):
    first = asked(organisation, "y2025", {"sales": 6, "it": 5}, 3)
    edition, job = wave_make(first, "maturity", "2025", dt.date(2025, 10, 15), SYSTEM)
    assert edition.sound, edition.faults
    computed(job)
    study = Study.objects.get(code="maturity")
    assert scores(study, "sales")["score"] == pytest.approx(18.0)
    second = asked(organisation, "y2026", {"sales": 7, "it": 5}, 4)
    edition, job = wave_make(second, "maturity", "2026", dt.date(2026, 10, 15), SYSTEM)
    computed(job)
    assert edition.number == 2
    assert scores(study, "sales")["score"] == pytest.approx(24.0)
    assert len(rows_of(edition)) == 23
    with pytest.raises(MisuseError, match="2026"):
        wave_make(second, "maturity", "2026", dt.date(2026, 10, 15), SYSTEM)


@pytest.mark.parametrize(
    ("departments", "together"),
    [
        ({"a": 9, "b": 8, "c": 2}, {"b", "c"}), ({"a": 9, "b": 3, "c": 2}, {"b", "c"}),
        ({"a": 9, "b": 1, "c": 2}, {"a", "b", "c"}), ({"a": 9, "b": 6}, set()), ({"a": 5, "b": 0}, set()),
    ],
)  # fmt: skip
def test_small_departments_stand_together_in_what_can_be_downloaded(organisation, departments, together):
    survey = asked(organisation, "six", departments)
    edition, _job = wave_make(survey, "maturity", "2026", dt.date(2026, 10, 15), SYSTEM)
    subjects = [row["subject"] for row in rows_of(edition)]
    assert not together & set(subjects)
    assert subjects.count(REST) == sum(departments[each] for each in together)
    assert all(subjects.count(each) >= 5 for each in set(subjects))
    assert len(subjects) == sum(departments.values())


def test_the_day_of_a_wave_is_proposed_as_browsers_read_it_in_either_language(organisation, client, people):
    asked(organisation, "six", {"a": 6, "b": 6})
    client.force_login(people["analyst"])
    for language in ("ru", "en"):
        page = client.get("/surveys/acme/six/wave/", headers={"Accept-Language": language}).content.decode()
        assert re.search(r'name="date" value="\d{4}-\d\d-\d\d"', page)


def test_what_makes_no_wave_is_told(organisation, client, people):
    open_one = opened(organisation, "six_questions", "open")
    with pytest.raises(MisuseError, match="closed survey"):
        wave_make(open_one, "maturity", "2026", dt.date(2026, 1, 1), SYSTEM)
    few = asked(organisation, "few", {"a": 2, "b": 2})
    with pytest.raises(MisuseError, match="4 complete"):
        wave_make(few, "maturity", "2026", dt.date(2026, 1, 1), SYSTEM)
    other = state_set(opened(organisation, "exit", "exit"), "closed", 2, SYSTEM)
    with pytest.raises(MisuseError, match="no method"):
        wave_make(other, "maturity", "2026", dt.date(2026, 1, 1), SYSTEM)
    enough = asked(organisation, "enough", {"a": 6, "b": 6})
    with pytest.raises(MisuseError, match="not of the method"):
        wave_make(enough, "small", "2026", dt.date(2026, 1, 1), SYSTEM)
    client.force_login(people["analyst"])
    refused = client.post("/surveys/acme/few/wave/", {"study": "m", "wave": "2026", "date": "2026-01-01"})
    assert (refused.status_code, "4 complete answers" in refused.content.decode()) == (422, True)
    made = client.post("/surveys/acme/enough/wave/", {"study": "mat", "wave": "2026", "date": "2026-01-01"})
    assert made.url == "/studies/mat/editions/1/"


def test_answering_and_making_the_wave_goes_through_the_pages(organisation, client, people):
    survey = opened(organisation, "cx_maturity", "cx")
    items = {question.code: "3" for question in survey.current.questionnaire.questions}
    for _ in range(5):
        answered(survey, **items)
    state_set(survey, "closed", survey.version, SYSTEM)
    client.force_login(people["cx_director"])
    assert "Make a study of it" in client.get("/surveys/acme/cx/results/").content.decode()
    client.post("/surveys/acme/cx/wave/", {"study": "cx-maturity", "wave": "2026", "date": "2026-11-01"})
    study = Study.objects.get(code="cx-maturity")
    from centricity.web.jobs.models import Job

    computed(Job.objects.get(target=study.target))
    assert scores(study, "everybody")["score"] == pytest.approx(18.0)
