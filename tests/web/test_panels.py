"""Panels: each rates blindly and by evidence, then all lie open, then a study is made of it."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core import mail
from test_waves import asked

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job
from centricity.web.panels.comparing import Compared
from centricity.web.panels.judging import Given, Seen, judge
from centricity.web.panels.models import Assessor, Judgement, Panel, Record
from centricity.web.panels.services import Wanted, hand_in, panel_close, panel_create, panel_open
from centricity.web.panels.waves import panel_wave
from centricity.web.people.personal import erase, export
from centricity.web.research.models import SubjectResult
from centricity.web.research.places import edition_folder
from centricity.web.voice.waves import wave_make

pytestmark = pytest.mark.django_db
ITEMS = [f"q{i}" for i in range(1, 7)]
IT = {"code": "it", "ru": "ИТ", "en": "IT"}
HR = {"code": "hr", "ru": "Кадры", "en": "HR"}
SEEN = Seen("document", "Minutes of 1 October", "https://wiki.example/minutes", dt.date(2026, 10, 1))


@pytest.fixture
def three(people):
    """An employee, an agent and a rater of the organisation."""
    return [people[role] for role in ("employee", "agent", "rater")]


@pytest.fixture
def panel(organisation, three):
    return made(organisation, three)


def made(organisation, people, departments=(IT, HR), code="maturity", method="six_questions"):
    title = {"ru": "Зрелость", "en": "Maturity"}
    return panel_create(organisation, Wanted(code, title, method, departments, people), SYSTEM)


def rate(assessor, level, departments=("it", "hr"), items=ITEMS, **more):
    for department in departments:
        for item in items:
            judge(assessor, department, item, Given(level, **{"seen": SEEN, **more}), SYSTEM)


def all_in(panel, levels=(2, 3, 5)):
    for assessor, level in zip(panel.assessors.all(), levels, strict=True):
        rate(assessor, level)
        hand_in(assessor, SYSTEM)
    return panel


def codes(caught):
    return [fault.code for fault in caught.value.faults]


def closed(panel, levels=(2, 3, 4)):
    all_in(panel, levels)
    for step in (panel_open, panel_close):
        panel.refresh_from_db()
        step(panel, panel.version, SYSTEM)
    panel.refresh_from_db()
    return panel


def refusal(work):
    with pytest.raises(MisuseError) as caught:
        work()
    return codes(caught)


def test_everything_that_does_not_fit_a_panel_is_told_at_once(organisation, people, three):
    strange = [people["stranger"]]
    wanted = Wanted("Bad code", {"ru": "т", "en": "t"}, "hse_it_2025", [IT, IT], strange)
    assert refusal(lambda: panel_create(organisation, wanted, SYSTEM)) == [
        "panels.code", "panels.method", "panels.departments", "panels.without_role", "panels.people",
    ]  # fmt: skip
    assert not Panel.objects.exists()
    made(organisation, three)
    assert refusal(lambda: made(organisation, three)) == ["panels.code_taken"]


def test_the_people_are_told_in_their_language_by_a_job(panel, three, settings):
    three[0].language = "en"
    three[0].save()
    job = Job.objects.get(kind="panels.tell")
    do_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.faults
    assert {letter.to[0] for letter in mail.outbox} == {user.email for user in three}
    english = next(letter for letter in mail.outbox if letter.to == [three[0].email])
    assert "you are asked to rate" in english.subject
    assert "/panels/acme/maturity/" in english.body


def test_a_level_rests_on_something_and_the_lowest_may_on_a_note(panel):
    one = panel.assessors.first()
    assert refusal(lambda: judge(one, "it", "q1", Given(3), SYSTEM)) == ["panels.evidence"]
    assert refusal(lambda: judge(one, "it", "q1", Given(3, note="I think so"), SYSTEM)) == ["panels.evidence"]
    assert refusal(lambda: judge(one, "it", "q1", Given(1), SYSTEM)) == ["panels.evidence"]
    judge(one, "it", "q1", Given(1, note="asked for minutes, there are none"), SYSTEM)
    judge(one, "it", "q2", Given(None), SYSTEM)
    judge(one, "it", "q3", Given(4, seen=SEEN), SYSTEM)
    assert list(one.judgements.order_by("item").values_list("item", "level")) == [("q1", 1), ("q2", None), ("q3", 4)]
    assert refusal(lambda: judge(one, "it", "q1", Given(6, seen=SEEN), SYSTEM)) == ["panels.level"]
    assert refusal(lambda: judge(one, "it", "q9", Given(3, seen=SEEN), SYSTEM)) == ["panels.no_item"]
    assert refusal(lambda: judge(one, "x", "q1", Given(3, seen=SEEN), SYSTEM)) == ["panels.no_item"]
    bad = Seen("rumour", " ", "", dt.date(2026, 1, 1))
    assert refusal(lambda: judge(one, "it", "q4", Given(3, seen=bad), SYSTEM)) == ["panels.kind", "panels.seen"]
    assert not one.judgements.filter(item="q4").exists()


def test_evidence_is_shared_within_its_item_alone(panel):
    one, two, _three = panel.assessors.all()
    judge(one, "it", "q1", Given(4, seen=SEEN), SYSTEM)
    record = Record.objects.get()
    judge(two, "it", "q1", Given(3, record=record.pk), SYSTEM)
    assert record.judgements.count() == 2
    assert refusal(lambda: judge(two, "it", "q2", Given(3, record=record.pk), SYSTEM)) == ["panels.no_record"]
    assert refusal(lambda: judge(two, "hr", "q1", Given(3, record=record.pk), SYSTEM)) == ["panels.no_record"]


def test_nothing_is_handed_in_half_nor_changed_after(panel):
    one = panel.assessors.first()
    rate(one, 3, departments=["it"])
    assert refusal(lambda: hand_in(one, SYSTEM)) == ["panels.left"]
    rate(one, 3, departments=["hr"])
    hand_in(one, SYSTEM)
    one.refresh_from_db()
    assert one.handed_in_at is not None
    assert refusal(lambda: judge(one, "it", "q1", Given(5, seen=SEEN), SYSTEM)) == ["panels.handed_in"]


def test_two_must_hand_in_and_who_has_not_is_left_out(panel):
    one, two, three = panel.assessors.all()
    rate(one, 3)
    hand_in(one, SYSTEM)
    rate(three, 5, departments=["it"])
    assert refusal(lambda: panel_open(panel, 0, SYSTEM)) == ["panels.few"]
    rate(two, 4)
    hand_in(two, SYSTEM)
    panel_open(panel, 0, SYSTEM)
    assert refusal(lambda: panel_open(panel, 0, SYSTEM)) == ["panels.other_state"]
    assert refusal(lambda: judge(three, "it", "q1", Given(2, seen=SEEN), SYSTEM)) == ["panels.left_out"]
    rate_late = three
    for item in ITEMS:
        Judgement.objects.create(assessor=rate_late, department="hr", item=item, level=1, note="x")
    assert refusal(lambda: hand_in(rate_late, SYSTEM)) == ["panels.not_blind"]
    panel.refresh_from_db()
    assert [each.number for each in Compared(panel, "en").people] == [1, 2]
    assert Compared(panel, "en").lines("it")[0].levels == [3, 4]


def test_a_change_after_the_opening_says_why_and_keeps_what_was_given_blindly(panel):
    all_in(panel)
    panel_open(panel, 0, SYSTEM)
    one = panel.assessors.first()
    record = Record.objects.filter(department="it", item="q1").first()
    changed = Given(4, record=record.pk)
    assert refusal(lambda: judge(one, "it", "q1", changed, SYSTEM)) == ["panels.why"]
    judge(one, "it", "q1", Given(4, record=record.pk, note="saw the minutes of the others"), SYSTEM)
    found = one.judgements.get(department="it", item="q1")
    assert (found.level, found.blind) == (4, 2)
    entry = Entry.objects.get(action="panel.changed")
    assert (entry.before["level"], entry.after["level"]) == (2, 4)
    panel.refresh_from_db()
    panel_close(panel, panel.version, SYSTEM)
    assert refusal(lambda: judge(one, "it", "q1", Given(2, record=record.pk, note="back"), SYSTEM)) == ["panels.closed"]


def test_agreement_is_told_before_and_after_the_talk_and_what_lies_apart_is_marked(panel):
    for assessor, shift in zip(panel.assessors.all(), (0, 0, 1), strict=True):
        for d, department in enumerate(("it", "hr")):
            for i, item in enumerate(ITEMS):
                level = 1 + (i + d) % 4 + shift
                judge(assessor, department, item, Given(level, seen=SEEN), SYSTEM)
        hand_in(assessor, SYSTEM)
    panel_open(panel, 0, SYSTEM)
    panel.refresh_from_db()
    compared = Compared(panel, "en")
    before = compared.agreement(blind=True)
    assert before.low < before.value < before.high < 1
    assert compared.apart == 0
    third = panel.assessors.get(number=3)
    for department in ("it", "hr"):
        for item in ITEMS:
            judged = third.judgements.get(department=department, item=item)
            told = Given(judged.level - 1, record=judged.record_id, note="agreed")
            judge(third, department, item, told, SYSTEM)
    assert Compared(panel, "en").agreement(blind=False).value == 1
    judge(third, "it", "q1", Given(5, seen=SEEN, note="no, I insist"), SYSTEM)
    after = Compared(panel, "en")
    assert after.agreement(blind=True).value == before.value
    assert after.agreement(blind=False).value < 1
    assert after.apart == 1
    assert next(line for line in after.lines("it") if line.apart).item == "q1"
    assert "Before it was talked over: Krippendorff's alpha" in after.says[0]


def test_a_closed_panel_becomes_a_study_with_levels_intervals_and_evidence(panel, organisation):
    assert refusal(lambda: panel_wave(panel, "rated", "2026", dt.date(2026, 11, 1), SYSTEM)) == ["panels.not_closed"]
    closed(panel)
    edition, job = panel_wave(panel, "rated", "2026", dt.date(2026, 11, 1), SYSTEM)
    assert edition.sound, edition.faults
    do_job.call(str(job.pk))
    edition.study.refresh_from_db()
    view = edition.study.current.views.get(audience="internal")
    it = SubjectResult.objects.get(view=view, subject="it")
    assert it.scores["index"]["score"] == pytest.approx(18.0)
    assert edition.study.current.evidence.count() == 36
    assert view.facts["survey"] is False
    told = {each.language: each.html for each in view.sections.filter(anchor="robustness")}
    assert "Эксперты" in told["ru"]
    assert "Raters" in told["en"]
    assert "Ответившие" not in told["ru"]
    assert "Respondents" not in told["en"]
    folder = edition_folder(edition.pk)
    rows = list(csv.DictReader(io.StringIO((folder / "observations.csv").read_text("utf-8"))))
    assert len(rows) == 36
    assert {row["rater"] for row in rows} == {f"panel-{panel.pk}-{n}" for n in (1, 2, 3)}
    assert all(row["evidence"] for row in rows)
    names = [user.email for user in (each.user for each in panel.assessors.select_related("user"))]
    assert not any(name in (folder / "observations.csv").read_text("utf-8") for name in names)
    panel.refresh_from_db()
    assert panel.study == "rated"
    assert refusal(lambda: panel_wave(panel, "rated", "2027", dt.date(2027, 11, 1), SYSTEM)) == ["panels.in_study"]


def test_the_next_panel_is_the_next_wave(panel, organisation, three):
    panel_wave(closed(panel), "rated", "2026", dt.date(2026, 11, 1), SYSTEM)
    second = closed(made(organisation, three, code="next"), (3, 4, 5))
    assert refusal(lambda: panel_wave(second, "rated", "2026", dt.date(2027, 11, 1), SYSTEM)) == ["web.wave_there"]
    edition, job = panel_wave(second, "rated", "2027", dt.date(2027, 11, 1), SYSTEM)
    assert edition.sound, edition.faults
    do_job.call(str(job.pk))
    edition.study.refresh_from_db()
    assert edition.study.current.wave == "2027"
    assert edition.study.current.evidence.count() == 72


def test_a_panel_and_a_survey_of_staff_are_no_series(panel, organisation):
    edition, _job = wave_make(
        asked(organisation, "staff", {"it": 6}), "staff-study", "2025", dt.date(2025, 10, 1), SYSTEM
    )
    assert edition.sound
    closed(panel)
    refused = refusal(lambda: panel_wave(panel, "staff-study", "2026", dt.date(2026, 10, 1), SYSTEM))
    assert refused == ["web.wave_other_way"]


def test_a_person_has_its_ratings_and_is_forgotten(panel, three):
    all_in(panel)
    told = json.dumps(export(three[0], SYSTEM), default=str)
    assert '"panel": "maturity"' in told
    erase(three[0], three[0].version, SYSTEM)
    assert Assessor.objects.filter(panel=panel, user=None).count() == 1
    assert Judgement.objects.filter(assessor__panel=panel).count() == 36
