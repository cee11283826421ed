"""One page for executives: us against others, what moved, the biggest gap and its owner, targets; also on paper."""

import io
import re
from html import unescape

import pytest
from pypdf import PdfReader
from test_alerts import NOW
from test_alerts import moved as moved  # noqa: PLC0414  a fixture
from test_board import page_of
from web_kit import study

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.home.models import Us
from centricity.web.home.standing import Standing, mean_of
from centricity.web.home.us import companies_of, ourselves, us_choose
from centricity.web.improvement.models import Action
from centricity.web.people.services import organisation_create
from centricity.web.research.models import GroupResult, SubjectResult
from centricity.web.research.services import computation_ask

pytestmark = pytest.mark.django_db
PAGE = "/dashboard/acme/executive/"
PDF = f"{PAGE}report.pdf"


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr("centricity.web.home.executive.now", lambda: NOW)


@pytest.fixture
def syn03(organisation, wide):
    """We are a company in the middle of the field, with a target of its own."""
    us_choose(organisation, "wide", "SYN03", 0, SYSTEM)
    return ourselves(organisation)


@pytest.fixture
def executive(client, people):
    client.force_login(people["executive"])
    return client


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def paper(client, language="en"):
    response = client.get(PDF, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.content


def test_before_anybody_said_who_we_are_the_page_says_what_to_do(executive, organisation, moved):
    page = page_of(executive, PAGE)
    assert "Nobody has said yet" in page
    assert "NPS" in words(page)
    assert "Where we stand" not in page
    assert len(PdfReader(io.BytesIO(paper(executive))).pages) == 1


def test_we_are_held_against_market_segment_its_best_and_the_benchmark(executive, syn03):
    standing = Standing(syn03)
    told = words(page_of(executive, PAGE))
    root = standing.parts[0]
    ours = standing.ours(root)
    assert len(standing.parts) > 3
    assert f"{ours['score']:.1f}" in told
    assert f"{ours['rank']:.0f} of 40" in told
    assert f"{ours['rank_low']:.0f} … {ours['rank_high']:.0f}" in told
    for group in (standing.market, standing.segment, standing.benchmark):
        assert f"{mean_of(group, root):.1f}" in told
    assert f"Best of it by the index: {standing.best.name_en}." in told
    mates = [
        row for row in companies_of(syn03.us.study) if row.attributes["segment"] == syn03.row.attributes["segment"]
    ]
    assert standing.best == max(mates, key=lambda row: row.scores[root["code"]]["score"] or 0)


def test_the_biggest_gap_is_that_to_the_benchmark(syn03):
    standing = Standing(syn03)
    behind = {
        part["code"]: mean_of(standing.benchmark, part) - standing.ours(part)["score"] for part in standing.parts[1:]
    }
    assert standing.gap.part["code"] == max(behind, key=behind.get)
    assert standing.gap.points == pytest.approx(max(behind.values()))


def test_a_gap_without_an_owner_is_flagged_until_an_action_has_one(syn03, client, people):
    client.force_login(people["analyst"])
    assert "Nobody owns this gap." in page_of(client, PAGE)
    plan = {"title": "Close it", "kind": "action"}
    made = client.post(f"{PAGE}gap/", plan)
    assert made.status_code == 302
    assert "Nobody owns this gap." in page_of(client, PAGE)
    client.post(f"{PAGE}gap/", plan | {"owner": people["cx_director"].pk, "due": "2027-01-31"})
    page = page_of(client, PAGE)
    assert "Nobody owns this gap." not in page
    assert "Owner of an action: cx_director, 31 January 2027." in page
    action = Action.objects.get(owner=people["cx_director"])
    assert "Gap to the benchmark: " in page_of(client, f"/actions/acme/{action.pk}/")
    Action.objects.update(state="done")
    assert "Nobody owns this gap." in page_of(client, PAGE)
    assert client.post(f"{PAGE}gap/", {"title": ""}).status_code == 422


def test_whoever_is_ahead_everywhere_has_no_gap_to_own(syn03, client, people):
    scores = syn03.row.scores
    for each in scores.values():
        each["score"] = 99.0
    SubjectResult.objects.filter(pk=syn03.row.pk).update(scores=scores)
    client.force_login(people["analyst"])
    assert "No part of the index is behind the benchmark." in page_of(client, PAGE)
    assert client.get(f"{PAGE}gap/").status_code == 404


def test_what_is_withheld_or_missing_is_no_number(syn03, executive):
    for group in GroupResult.objects.filter(view=syn03.view, grouping="overall", code="benchmark"):
        for each in group.scores.values():
            each |= {"status": "suppressed", "mean": None}
        group.save()
    SubjectResult.objects.filter(pk=syn03.row.pk).update(
        scores={code: each | dict.fromkeys(("score", "rank", "low", "high", "rank_low", "rank_high"))
                for code, each in syn03.row.scores.items()}
    )  # fmt: skip
    page = words(page_of(executive, PAGE))
    assert "No part of the index is behind the benchmark." in page
    assert not re.search(r"\b(nan|None)\b", page)


def test_what_moved_beyond_noise_stands_with_its_interval(syn03, moved, executive):
    page = words(page_of(executive, PAGE))
    assert re.search(r"−20\.0 \(n = \d+\) 80\.0 \(n = \d+\) \+100\.0 \+\d+\.\d … \+\d+\.\d better", page)
    assert "CSAT" not in page


def test_targets_of_ours_stand_with_how_far_they_are(syn03, executive):
    page = words(page_of(executive, PAGE))
    assert "How far targets are" in page
    assert "Targets without an action that has an owner and a day" in page
    mine = [each for each in Standing(syn03).targets if each.subject == "SYN03"]
    assert mine
    assert f"{mine[0].target:.1f}" in page


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_paper_is_one_page_of_the_same_numbers_and_the_same_bytes(syn03, moved, executive, people, language):
    people["executive"].language = language
    people["executive"].save()
    executive.cookies["language"] = language
    first, second = paper(executive, language), paper(executive, language)
    assert first == second
    (page,) = PdfReader(io.BytesIO(first)).pages
    text = page.extract_text()
    assert ("Acme" if language == "en" else "Акме") in text
    standing = Standing(syn03)
    score = f"{standing.ours(standing.parts[0])['score']:.1f}"
    assert (score if language == "en" else score.replace(".", ",")) in text
    assert round(page.mediabox.width), round(page.mediabox.height) == (595, 842)


def test_a_name_of_anything_is_text_on_the_screen_and_on_paper(syn03, executive):
    hostile = '<script>alert(1)</script> #eval("1") $x$'
    SubjectResult.objects.filter(pk=syn03.row.pk).update(name_en=hostile, name_ru=hostile)
    page = executive.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert hostile in unescape(page)
    assert "#eval(" in PdfReader(io.BytesIO(paper(executive))).pages[0].extract_text()


@pytest.mark.parametrize(
    ("role", "code"),
    [("executive", 200), ("cx_director", 200), ("analyst", 200), ("administrator", 200), ("agent", 403),
     ("service_owner", 403), ("rater", 403), ("stranger", 404)],
)  # fmt: skip
def test_executives_directors_and_analysts_see_it_and_nobody_else(syn03, client, people, role, code):
    client.force_login(people[role])
    assert client.get(PAGE).status_code == code
    assert client.get(PDF).status_code == code
    board = client.get("/dashboard/acme/")
    assert (PAGE in board.content.decode()) == (code == 200)


def test_whoever_edits_says_who_we_are(client, people, organisation, wide):
    client.force_login(people["executive"])
    assert client.get(f"{PAGE}us/").status_code == 403
    client.force_login(people["analyst"])
    assert "wide/SYN07" in page_of(client, f"{PAGE}us/")
    assert client.post(f"{PAGE}us/", {"company": "wide/SYN07", "version": "0"}).status_code == 302
    assert client.post(f"{PAGE}us/", {"company": "wide/SYN08", "version": "0"}).status_code == 422
    assert client.post(f"{PAGE}us/", {"company": "wide/SYN08", "version": "1"}).status_code == 302
    assert client.post(f"{PAGE}us/", {"company": "wide/NOBODY", "version": "2"}).status_code == 422
    known = Us.objects.get()
    assert (known.company, known.version) == ("SYN08", 2)
    told = [entry.after for entry in Entry.objects.filter(action="us.chosen").order_by("number")]
    assert told == [{"study": "wide", "company": "SYN07"}, {"study": "wide", "company": "SYN08"}]


def test_we_are_no_company_of_another_s_study(organisation, wide):
    beta = organisation_create("beta", "Бета", "Beta")
    with pytest.raises(MisuseError):
        us_choose(beta, "wide", "SYN03", 0, SYSTEM)
    far = study("far", beta)
    computation_ask(far.editions.get(), SYSTEM)
    with pytest.raises(MisuseError):
        us_choose(beta, "far", "SEG02", 0, SYSTEM)
    Us.objects.create(organisation=beta, study=wide, company="SYN03")
    assert ourselves(beta) is None


def test_where_the_results_know_the_company_no_more_the_page_asks_anew(syn03, executive):
    Us.objects.update(company="GONE")
    assert "Nobody has said yet" in page_of(executive, PAGE)


def test_the_page_takes_a_bounded_number_of_queries(syn03, moved, executive, django_assert_max_num_queries):
    with django_assert_max_num_queries(48):
        page_of(executive, PAGE)
