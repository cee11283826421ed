"""How our index moved between two waves: with its interval and in words, like against like, each number linked."""

import io
import json
import re
import uuid
from html import unescape

import pytest
from pypdf import PdfReader
from test_alerts import NOW
from test_alerts import moved as moved  # noqa: PLC0414  a fixture
from test_board import page_of
from test_executive import PAGE, paper, words
from test_goals import six as six  # noqa: PLC0414  a fixture

from centricity.errors import Fault
from centricity.web.audit.services import SYSTEM
from centricity.web.home.us import ourselves, us_choose
from centricity.web.research.models import Edition, Run, SubjectResult, View
from centricity.web.research.moves import KEPT, movement_of
from centricity.web.research.places import run_folder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr("centricity.web.home.executive.now", lambda: NOW)


@pytest.fixture
def executive(client, people):
    client.force_login(people["executive"])
    return client


@pytest.fixture
def syn03(organisation, wide):
    us_choose(organisation, "wide", "SYN03", 0, SYSTEM)
    return ourselves(organisation)


def earlier(mine, wave="2024", shift=-20.0, change=None, leave_out=()):
    """An edition of the wave before, computed: as the present results, every score of ours moved by so much."""
    now = mine.view.run
    edition = Edition.objects.create(
        study=mine.us.study, number=0, files={}, digest="", sound=True, uploaded_by="system"
    )
    run = Run.objects.create(id=uuid.uuid4(), edition=edition, version=now.version, method=now.method, wave=wave)
    told = json.loads((run_folder(now.pk) / "internal" / "result.json").read_text("utf-8"))
    told["waves"] = {wave: told["waves"][told["wave"]]}
    told["wave"] = wave
    (change or (lambda _told: None))(told)
    folder = run_folder(run.pk) / "internal"
    folder.mkdir(parents=True)
    (folder / "result.json").write_text(json.dumps(told), "utf-8")
    view = View.objects.create(run=run, audience="internal", parts=mine.view.parts, facts=mine.view.facts)
    for row in mine.view.subjects.exclude(subject__in=leave_out):
        row.pk, row.view = None, view
        if row.subject == mine.row.subject:
            row.scores = {code: _moved(score, shift) for code, score in row.scores.items()}
        row.save(force_insert=True)
    return run


def _moved(score, shift):
    ends = {name: None if score[name] is None else score[name] + shift for name in ("score", "low", "high")}
    return score | ends | {"rank": None if score["rank"] is None else score["rank"] + 4}


def test_two_editions_are_held_against_each_other(syn03, executive):
    earlier(syn03)
    found = movement_of(syn03.row)
    root = syn03.view.parts[0]["code"]
    move, score = found.moves[root], syn03.row.scores[root]
    assert (found.before, found.after, found.edition, found.bridged, found.level) == ("2024", "2025", 0, "", 0.9)
    assert move.points == pytest.approx(20)
    half = {"down": score["score"] - score["low"], "up": score["high"] - score["score"]}
    assert move.low == pytest.approx(20 - (half["down"] ** 2 + half["up"] ** 2) ** 0.5)
    assert move.high == pytest.approx(20 + (half["down"] ** 2 + half["up"] ** 2) ** 0.5)
    assert move.place_then == score["rank"] + 4
    told = words(page_of(executive, PAGE))
    assert "Our index, from wave 2024 to wave 2025" in told
    assert f"{score['score'] - 20:.1f} {score['score']:.1f} +20.0" in told
    assert f"{score['rank'] + 4:.0f} {score['rank']:.0f} ({score['rank_low']:.0f}–{score['rank_high']:.0f})" in told
    assert "higher, beyond noise" in told
    assert "Interval of the change, 90" in told
    assert "Places, 90" in told
    assert "95" not in told.partition("Us against others")[2].partition("Segment:")[0].partition("Benchmark")[0]
    assert "Both waves by one method, hse_it_2025" in told
    assert "Places are of 40 and of 40." in told


@pytest.mark.parametrize(
    ("shift", "says"),
    [(20.0, "lower, beyond noise"), (-20.0, "higher, beyond noise"), (0.0, "no more than noise")],
)
def test_whether_it_is_beyond_noise_is_said_in_words(syn03, executive, shift, says):
    earlier(syn03, shift=shift)
    told = words(page_of(executive, PAGE))
    assert says in told
    assert len({"lower, beyond noise", "higher, beyond noise"} & {each for each in (says,) if each in told}) <= 1


def test_without_the_error_of_every_score_nothing_is_said_of_noise(syn03, executive):
    def only_weights(told):
        told["robustness"]["assumptions"] = [
            each for each in told["robustness"]["assumptions"] if each["kind"] == "weights"
        ]

    earlier(syn03, change=only_weights)
    told = words(page_of(executive, PAGE))
    assert "the noise is not known" in told
    assert "beyond noise" not in told.partition("Our index, from")[2].partition("Both waves")[0]


def of_version(told):
    told["method"]["version"] = "0.9"


def of_cuts(told):
    told["waves"][told["wave"]]["cuts"] = {"1.1": [1, 2]}


def of_overrides(told):
    told["method"]["overrides"] = {"index.weight": 2}


@pytest.mark.parametrize(
    ("change", "says"),
    [(of_version, "cannot be compared, even where the ranges look alike"),
     (of_overrides, "cannot be compared, even where the ranges look alike"),
     (of_cuts, "the percentile cuts differ")],
)  # fmt: skip
def test_another_method_or_version_is_not_compared_and_the_page_says_why(syn03, executive, change, says):
    earlier(syn03, change=change)
    told = words(page_of(executive, PAGE))
    assert "How our index moved since the wave before is not told" in told
    assert says in unescape(told)
    assert "Our index, from wave" not in told
    assert len(PdfReader(io.BytesIO(paper(executive))).pages) == 1


def test_a_first_wave_and_one_without_us_are_said_to_be_so(syn03, executive):
    assert movement_of(syn03.row) == Fault("web.moves_first_wave", fields={"wave": "2025"})
    assert "the study has no wave before 2025" in words(page_of(executive, PAGE))
    earlier(syn03, wave="2025")
    assert movement_of(syn03.row).code == "web.moves_first_wave"
    Edition.objects.filter(number=0).delete()
    earlier(syn03, leave_out=["SYN03"])
    assert movement_of(syn03.row).code == "web.moves_not_there"


def test_a_score_that_is_missing_is_no_change(syn03, executive):
    run = earlier(syn03)
    row = SubjectResult.objects.get(view__run=run, subject="SYN03")
    row.scores = {code: score | dict.fromkeys(("score", "low", "high", "rank")) for code, score in row.scores.items()}
    row.save()
    told = words(page_of(executive, PAGE))
    assert "not measured in both" in told
    assert not re.search(r"\b(nan|None)\b", told)


def test_every_number_leads_to_its_evidence(syn03, executive, moved):
    earlier(syn03)
    page = page_of(executive, PAGE)
    root = syn03.view.parts[0]["code"]
    links = set(re.findall(r'<td[^>]*><a href="([^"]+)"', page))
    assert {f"/studies/wide/companies/SYN03/{root}/", "/studies/wide/segments/", "/studies/wide/goals/",
            "/studies/wide/editions/0/", "/dashboard/acme/nps/"} <= links  # fmt: skip
    for link in links:
        assert executive.get(link).status_code == 200, link


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_paper_stays_one_page_with_everything_on_it(syn03, moved, executive, people, language):
    earlier(syn03)
    people["executive"].language = language
    people["executive"].save()
    executive.cookies["language"] = language
    (page,) = PdfReader(io.BytesIO(paper(executive, language))).pages
    text = re.sub(r"\s+", " ", page.extract_text())
    assert ("from wave 2024 to wave 2025" if language == "en" else "от волны 2024 к волне 2025") in text
    assert ("beyond noise" if language == "en" else "сверх шума") in text


def test_waves_of_one_edition_keep_their_shifts_when_they_are_computed(six, organisation, executive):
    assert KEPT in six.current.files
    told = json.loads((run_folder(six.current.pk) / KEPT).read_text("utf-8"))
    subject = next(iter(told["subjects"]))
    us_choose(organisation, "six", subject, 0, SYSTEM)
    mine = ourselves(organisation)
    found = movement_of(mine.row)
    root = mine.view.parts[0]["code"]
    assert (found.before, found.after, found.edition) == (told["before"], six.current.wave, None)
    assert found.moves[root].now == pytest.approx(mine.row.scores[root]["score"])
    page = page_of(executive, PAGE)
    assert f"Our index, from wave {found.before} to wave {found.after}" in words(page)
    assert '<a href="/studies/six/report/change/"' in page
    assert executive.get("/studies/six/report/change/").status_code == 200
    bridged = told | {"bridged": "six_questions 0.9"}
    (run_folder(six.current.pk) / KEPT).write_text(json.dumps(bridged), "utf-8")
    assert "The wave before was measured by six_questions 0.9 and computed again" in words(page_of(executive, PAGE))
    Run.objects.filter(pk=six.current.pk).update(
        files={name: size for name, size in six.current.files.items() if name != KEPT}
    )
    assert movement_of(ourselves(organisation).row).code == "web.moves_compute_again"
