"""A series breaks where a survey asks in other words: marked in its month, and no change is said without a warning."""

import copy
import datetime as dt
import re
from html import unescape

import pytest
from api_kit import Program
from django.utils.translation import override
from voice_kit import content_of, opened

from centricity.metrics import definition
from centricity.surveys import Survey as Questionnaire
from centricity.surveys.rewording import reworded
from centricity.web.audit.services import SYSTEM
from centricity.web.home.alert_words import told
from centricity.web.home.board import series
from centricity.web.home.models import Alert
from centricity.web.home.shifts import shifts
from centricity.web.keeping import Kept
from centricity.web.people.services import organisation_create
from centricity.web.voice import breaks
from centricity.web.voice.breaks import breaks_of
from centricity.web.voice.models import Rating, Response, Version
from centricity.web.voice.results import Results
from centricity.web.voice.services import draft_set, publish

pytestmark = pytest.mark.django_db
BEGIN = "2026-05-01"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """Surveys of other tests have the same numbers, and versions of the same days."""
    monkeypatch.setattr(breaks, "_FIRST", Kept(64))
    monkeypatch.setattr(breaks, "_MIXED", Kept(64))


def moment(day):
    return dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")


def rated(survey, scores, day, metric="nps", series="recommend", **more):
    """Ratings of one complete answer, to the version that was the latest then."""
    at = moment(day)
    version = survey.versions.filter(published_at__lte=at).first()
    response = Response.objects.create(
        survey=survey, version=version, key_hash=f"{survey.pk}{Response.objects.count()}", state="whole",
        language="ru", begun_at=at, ended_at=at,
    )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(response=response, organisation=survey.organisation, survey=survey, series=series, metric=metric,
               score=score, at=at, month=day[:7], version=version.number, **more)
        for score in scores
    )  # fmt: skip


def begun(organisation, code="pulse", day=BEGIN):
    """A survey whose first version was published on a day."""
    survey = opened(organisation, code=code)
    Version.objects.filter(survey=survey).update(published_at=moment(day))
    return survey


def rating_question(content):
    return next(q for page in content["pages"] for q in page["questions"] if q["kind"] == "nps")


def changed(survey, day, **more):
    """Publish another version, with its NPS question changed, as of a day."""
    survey.refresh_from_db()
    draft = copy.deepcopy(survey.draft)
    rating_question(draft).update(more or {"text": {"ru": f"Иначе {day}?", "en": f"Otherwise {day}?"}})
    survey = draft_set(survey, draft, survey.version, SYSTEM)
    made = publish(survey, survey.version, SYSTEM)
    Version.objects.filter(pk=made.pk).update(published_at=moment(day))
    survey.refresh_from_db()
    return survey


@pytest.fixture
def survey(organisation):
    return begun(organisation)


@pytest.fixture
def executive(client, people):
    client.force_login(people["executive"])
    return client


def page_of(client, address="/dashboard/acme/nps/"):
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def rows_of(page):
    return [re.sub(r"(<[^>]+>|\s)+", " ", row).strip() for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]


def edited(**more):
    content = content_of("relationship_nps")
    rating_question(content).update(more)
    return Questionnaire.model_validate(content)


def test_text_scale_options_and_either_language_break_a_series_and_nothing_else_does():
    plain = Questionnaire.model_validate(content_of("relationship_nps"))
    asked = rating_question(content_of("relationship_nps"))
    mine = {(asked.get("key") or asked["code"], "", "nps")}
    assert reworded(plain, plain) == frozenset()
    assert reworded(plain, edited(text=asked["text"] | {"ru": "Иначе?"})) == mine
    assert reworded(plain, edited(text=asked["text"] | {"en": "Otherwise?"})) == mine
    ends = {"min": 1, "max": 10, "low": {"ru": "нет", "en": "no"}, "high": {"ru": "да", "en": "yes"}}
    assert reworded(plain, edited(scale=ends)) == mine
    assert reworded(plain, edited(required=not asked.get("required", False))) == frozenset()
    assert reworded(plain, edited(hint={"ru": "п", "en": "h"})) == frozenset()
    assert reworded(plain, edited(key="another", text={"ru": "И", "en": "O"})) == frozenset()


def test_the_metric_page_marks_the_month_and_warns_of_the_change_across_it_alone(executive, survey):
    rated(survey, [0] * 60 + [10] * 40, "2026-07-10")
    rated(survey, [0] * 60 + [10] * 40, "2026-08-10")
    survey = changed(survey, "2026-09-01")
    rated(survey, [0] * 10 + [10] * 90, "2026-09-10")
    rated(survey, [0] * 10 + [10] * 90, "2026-10-10")
    page = page_of(executive)
    rows = rows_of(page)
    at = next(i for i, row in enumerate(rows) if "another wording" in row)
    assert re.search(r"Sep\s2026: from here another wording: survey “.+”, version 2$", rows[at])
    assert rows[at + 1].startswith("Sep 2026 80.0")
    assert sum("another wording" in row for row in rows) == 1
    said = [unescape(each) for each in re.findall(r"<li>([A-Z][a-z]+ 2026: .*?)</li>", page)]
    apart = {each.partition(":")[0]: "compares different questions" in each for each in said}
    assert list(apart.items()) == [("July 2026", False), ("August 2026", False), ("September 2026", True),
                                   ("October 2026", False)]  # fmt: skip
    assert "better than in August 2026" in said[2]


def test_a_month_with_answers_to_both_says_so_and_its_next_one_is_warned_of_too(executive, survey):
    rated(survey, [9] * 30, "2026-08-10")
    rated(survey, [9] * 30, "2026-09-02")
    survey = changed(survey, "2026-09-15")
    rated(survey, [9] * 30, "2026-09-20")
    rated(survey, [9] * 30, "2026-10-10")
    rated(survey, [9] * 30, "2026-11-01")
    page = page_of(executive)
    assert "version 2; this month holds answers to both" in page
    said = re.findall(r"<li>([A-Z][a-z]+ 2026: .*?)</li>", page)
    assert ["different questions" in each for each in said] == [False, True, True, False]


def test_the_tile_warns_and_the_russian_words_are_whole(executive, survey):
    rated(survey, [0] * 60 + [10] * 40, "2026-08-10")
    survey = changed(survey, "2026-09-01")
    rated(survey, [0] * 10 + [10] * 90, "2026-09-10")
    assert "better than in August 2026; this compares different questions" in page_of(executive, "/dashboard/acme/")
    found = series(survey.organisation, definition("nps"), ["2026-08", "2026-09"], (), "ru")
    assert re.fullmatch(r"с этого месяца другая формулировка: опрос «.+», версия 2", found.cells[1].marks[0])
    assert "это сравнение разных вопросов" in found.said[1]


def test_versions_that_nobody_answered_and_changes_of_nothing_rated_break_nothing(organisation, survey):
    changed(survey, "2026-05-02")
    survey = changed(survey, "2026-05-03")
    rated(survey, [9], "2026-06-10")
    assert breaks_of(organisation) == []
    survey = changed(survey, "2026-07-01", hint={"ru": "подсказка", "en": "hint"})
    rated(survey, [9], "2026-07-10")
    assert breaks_of(organisation) == []
    survey = changed(survey, "2026-08-01")
    assert breaks_of(organisation) == []
    rated(survey, [9], "2026-10-10")
    (found,) = breaks_of(organisation)
    assert (found.month, found.number, found.mixed) == ("2026-10", 5, False)


def test_a_wording_that_came_back_unanswered_breaks_nothing(organisation, survey):
    text = rating_question(survey.draft)["text"]
    rated(survey, [9], "2026-06-10")
    survey = changed(survey, "2026-07-01")
    survey = changed(survey, "2026-07-02", text=text)
    rated(survey, [9], "2026-07-10")
    assert breaks_of(organisation) == []


def test_of_several_surveys_the_mark_names_the_one_and_a_part_has_its_own(executive, organisation, survey):
    other = begun(organisation, "second")
    for month in ("2026-08-10", "2026-09-10"):
        rated(other, [9] * 20, month, segment="gold")
    rated(survey, [9] * 20, "2026-08-10", segment="silver")
    survey = changed(survey, "2026-09-01")
    rated(survey, [9] * 20, "2026-09-10", segment="silver")
    assert page_of(executive).count("from here another wording") == 2
    assert "another wording" in page_of(executive, "/dashboard/acme/nps/?column=survey&key=pulse")
    assert "another wording" not in page_of(executive, "/dashboard/acme/nps/?column=survey&key=second")
    assert "another wording" in page_of(executive, "/dashboard/acme/nps/?column=segment&key=silver")
    assert "another wording" not in page_of(executive, "/dashboard/acme/nps/?column=segment&key=gold")


def test_another_metric_another_organisation_and_an_anonymous_survey_are_not_marked(executive, organisation, survey):
    other = begun(organisation_create("globex", "Г", "Globex", SYSTEM))
    for each in (survey, other):
        rated(each, [5] * 20, "2026-08-10", "csat", "helped")
    rated(other, [9] * 20, "2026-08-10")
    other = changed(other, "2026-09-01")
    survey = changed(survey, "2026-09-01")
    for each in (survey, other):
        rated(each, [5] * 20, "2026-09-10", "csat", "helped")
    assert "another wording" not in page_of(executive, "/dashboard/acme/csat/")
    assert [each.survey for each in breaks_of(organisation)] == [survey.pk]


def test_results_by_month_carry_the_mark(survey):
    rated(survey, [0] * 60 + [10] * 40, "2026-08-10")
    survey = changed(survey, "2026-09-01")
    rated(survey, [0] * 10 + [10] * 90, "2026-09-10")
    item = next(each for each in Results(survey, "en").items if each.name == "NPS")
    assert "another wording" not in item.changes[0]
    assert re.search(r"better than in August 2026; this compares different questions.*; from here another wording",
                     item.changes[1])  # fmt: skip


def test_titles_are_escaped(executive, survey):
    survey.title_en = survey.title_ru = "<script>alert(1)</script>"
    survey.save()
    rated(survey, [9] * 20, "2026-08-10")
    survey = changed(survey, "2026-09-01")
    type(survey).objects.update(title_en="<script>alert(1)</script>")
    rated(survey, [9] * 20, "2026-09-10")
    raw = executive.get("/dashboard/acme/nps/").content.decode()
    assert "<script>alert(1)" not in raw
    assert "&lt;script&gt;" in raw


def test_an_alert_of_a_shift_across_a_break_says_so(organisation, survey):
    rated(survey, [0] * 60 + [10] * 40, "2026-08-10")
    survey = changed(survey, "2026-09-01")
    rated(survey, [0] * 10 + [10] * 90, "2026-09-10")
    (shift,) = shifts(organisation, "2026-09")
    assert shift.reworded
    figures = {"verdict": "better", "before": "2026-08", "now": [1.0, 1, 1, 9], "then": [1.0, 1, 1, 9],
               "difference": [1.0, 1, 1, 9]}  # fmt: skip
    one = Alert(organisation=organisation, kind="moved", subject="nps", period="2026-09", figures=figures)
    with override("en"):
        assert "different questions" not in told(one, "en").advice
        one.figures = figures | {"reworded": True}
        assert "different questions" in told(one, "en").advice


def test_the_api_names_the_version(people, survey):
    rated(survey, [9] * 20, "2026-08-10")
    survey = changed(survey, "2026-09-01")
    rated(survey, [9] * 20, "2026-09-10")
    items = Program.of(people["executive"]).get("/organisations/acme/metrics/nps").json()["items"]
    assert [each["breaks"] for each in items] == [[], [{"survey": "pulse", "edition": 2, "mixed": False}]]


def test_what_was_compared_once_is_not_compared_again(organisation, survey, django_assert_num_queries):
    rated(survey, [9], "2026-08-10")
    survey = changed(survey, "2026-09-01")
    rated(survey, [9], "2026-09-10")
    assert len(breaks_of(organisation)) == 1
    with django_assert_num_queries(1):
        breaks_of(organisation)
