"""Customers, staff and the outside held side by side: never more than may be shown, never one number of them all."""

import csv
import datetime as dt
import io
import re
import sys
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from voice_kit import content_of, opened
from web_analysis import answers, executive_of

from centricity.metrics import compute, enps, nps
from centricity.metrics.quadrants import gap, hundred
from centricity.web.audit.services import SYSTEM
from centricity.web.home.us import us_choose
from centricity.web.improvement.models import Action
from centricity.web.improvement.origins import origin_of
from centricity.web.voice.services import state_set

sys.path.insert(0, str(Path(__file__).parents[1] / "metrics"))
from test_journey_and_experience import series

pytestmark = pytest.mark.django_db
HOME = "/dashboard/acme/analysis/"
NAMES = {"nps": "recommend", "csat": "satisfied", "enps": "recommend"}


@pytest.fixture
def executive(client, people):
    return executive_of(client, people)


def told(client, address):
    response = client.get(HOME + address)
    assert response.status_code == 200, address
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def page_of(client, address):
    response = client.get(HOME + address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def month(i):
    return dt.datetime(2024 + i // 12, i % 12 + 1, 15, tzinfo=dt.UTC)


def scored(survey, metric, scores, at, **more):
    answers(survey, [{NAMES[metric]: score} for score in scores], {NAMES[metric]: metric}, at, **more)


def closed(survey, at=None):
    survey.refresh_from_db()
    state_set(survey, "closed", survey.version, SYSTEM)
    if at is not None:
        type(survey).objects.filter(pk=survey.pk).update(closed_at=at)


def staff_wave(organisation, i, scores):
    """A survey of staff of its own, closed in a month."""
    survey = opened(organisation, "internal_service", f"wave-{i}")
    scored(survey, "enps", scores, month(i))
    closed(survey, month(i))
    return survey


@pytest.fixture
def pulse(organisation):
    return opened(organisation, "relationship_nps", "pulse")


@pytest.fixture
def staff(organisation):
    return opened(organisation, "internal_service", "inside")


def test_nothing_is_said_where_there_is_nothing(executive):
    assert "There are no ratings yet" in page_of(executive, "experience/")
    assert "No survey of departments is closed yet" in page_of(executive, "departments/")
    page = page_of(executive, "gap/")
    assert "two views of the three are needed" in page
    assert "has not been chosen yet" in page


def share(positive, n=100):
    """So many promoters of a hundred; the others are passive."""
    return [10] * positive + [8] * (n - positive)


def test_what_trails_by_two_periods_is_found_as_the_library_finds_it(organisation, pulse, executive):
    rng = np.random.default_rng(2)
    inside = rng.integers(20, 80, 16)
    outside = np.concatenate([[50, 40], inside[:-2]])
    for i in range(16):
        staff_wave(organisation, i, share(int(inside[i])))
        scored(pulse, "nps", share(int(outside[i])), month(i))
    rows = told(executive, "experience/?csv=links")
    library = compute("total_experience", series(enps=inside, cnps=outside))
    expected = {row.keys[2]: row for row in library.rows if row.keys[:2] == ("enps", "cnps")}
    assert {row["earlier"] for row in rows} == {"eNPS"}
    assert {row["later"] for row in rows} == {"NPS"}
    for row in rows:
        found = expected[row["lag"]].estimate
        assert [float(row[each]) for each in ("value", "low", "high")] == pytest.approx(
            [found.value, found.low, found.high]
        )
        assert int(row["n"]) == found.n
    assert float(rows[2]["value"]) == pytest.approx(1)
    page = page_of(executive, "experience/")
    assert "association" in page
    assert "by chance" in page
    clear = sum(float(row["low"]) > 0 or float(row["high"]) < 0 for row in rows if row["low"])
    assert f"The interval leaves out zero for {clear} of {len(rows)} links" in page
    measures = told(executive, "experience/?csv=measures")
    first = next(row for row in measures if (row["period"], row["measure"]) == ("2024-01", "enps"))
    known = enps(share(int(inside[0])))
    assert [float(first[each]) for each in ("value", "low", "high", "n")] == pytest.approx(
        [known.value, known.low, known.high, 100]
    )


def test_a_survey_of_staff_counts_whole_once_it_is_closed(pulse, staff, executive):
    """Its total is known from its results: a month of it would tell the others by subtraction."""
    for i, n in enumerate((12, 3, 8, 20)):
        scored(staff, "enps", share(2, n), month(i))
        scored(pulse, "nps", share(5, 10), month(i))
    assert {row["side"] for row in told(executive, "experience/?csv=measures")} == {"customer"}
    closed(staff, month(3))
    for every, period in (("month", "2024-04"), ("quarter", "2024-Q2")):
        rows = told(executive, f"experience/?every={every}&csv=measures")
        assert [(row["period"], row["n"]) for row in rows if row["side"] == "employee"] == [(period, "43")]
    assert "counts whole in the month in which it was closed" in page_of(executive, "experience/")


def test_staff_says_how_satisfied_it_is_beside_how_it_recommends(pulse, staff, executive):
    scored(pulse, "nps", [9] * 12, month(0))
    answers(staff, [{"recommend": 9, "satisfied": 5}] * 6 + [{"recommend": 3, "satisfied": 2}] * 2,
            {"recommend": "enps", "satisfied": "esi"}, month(0))  # fmt: skip
    assert "ESI" not in page_of(executive, "experience/")
    closed(staff, month(0))
    rows = {row["measure"]: row for row in told(executive, "experience/?csv=measures")}
    assert (rows["esi"]["side"], rows["esi"]["value"], rows["esi"]["n"]) == ("employee", "75", "8")
    assert rows["enps"]["value"] == "50"
    page = page_of(executive, "experience/")
    assert page.count("counts whole") == 1
    assert "employees (EX): eNPS, ESI" in page


def test_few_who_tell_how_satisfied_they_are_are_in_no_sum(pulse, staff, executive):
    scored(pulse, "nps", [9] * 12, month(0))
    answers(staff, [{"recommend": 9, "satisfied": 5}] * 4 + [{"recommend": 3}] * 4,
            {"recommend": "enps", "satisfied": "esi"}, month(0))  # fmt: skip
    closed(staff, month(0))
    assert {row["measure"] for row in told(executive, "experience/?csv=measures")} == {"nps", "enps"}
    assert "ESI: questions of anonymous surveys that are withheld for few answers: 1" in page_of(
        executive, "experience/"
    )


def test_a_small_survey_of_staff_is_in_no_sum(organisation, executive):
    staff_wave(organisation, 0, share(2, 4))
    assert "withheld for few answers: 1" in page_of(executive, "experience/")
    other = opened(organisation, "internal_service", "other")
    scored(other, "enps", share(3, 9), month(0))
    closed(other, month(0))
    rows = told(executive, "experience/?csv=measures")
    assert [(row["measure"], row["n"]) for row in rows] == [("enps", "9")]


def test_a_nameless_survey_of_customers_counts_whole_too(organisation, executive):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True}, "hidden")
    for i in range(3):
        scored(survey, "nps", share(2, 4), month(i))
    assert "There are no ratings yet" in page_of(executive, "experience/")
    closed(survey, month(5))
    rows = told(executive, "experience/?csv=measures")
    assert [(row["period"], row["n"]) for row in rows] == [("2024-06", "12")]


def test_a_gap_in_time_is_not_closed_up(organisation, pulse, executive):
    for i in (0, 1, 2, 6, 7, 8, 9, 10):
        staff_wave(organisation, i, share(i * 3 + 10))
        scored(pulse, "nps", share(i * 2 + 20), month(i))
    assert {row["n"] for row in told(executive, "experience/?csv=links") if row["lag"] == "0"} == {"5"}
    assert "July 2024 to November 2024" in page_of(executive, "experience/")


def test_channels_are_sides_of_their_own_and_never_held_against_themselves(pulse, executive):
    rng = np.random.default_rng(1)
    for i in range(6):
        scored(pulse, "csat", rng.integers(1, 6, 30).tolist(), month(i), channel="app")
        scored(pulse, "nps", rng.integers(0, 11, 30).tolist(), month(i), channel="office")
    assert {row["side"] for row in told(executive, "experience/?csv=measures")} == {"customer", "digital", "other"}
    pairs = {(row["earlier"], row["later"]) for row in told(executive, "experience/?csv=links")}
    assert pairs == {("CSAT · digital channels (UX)", "NPS"), ("NPS · other channels (MX)", "CSAT")}


def rated(survey, counts):
    """Answers of departments on one another: {(serving, served): scores}; everybody rates one row."""
    for (serving, served), scores in counts.items():
        answers(survey, [{f"helped:{serving}": score} for score in scores], {}, month(0), department=served)


GRID = {
    ("it", "sales"): [2] * 12, ("it", "support"): [4] * 9, ("it", "legal"): [5, 1, 3], ("it", "finance"): [3] * 7,
    ("legal", "sales"): [5] * 20, ("legal", "support"): [4] * 11, ("legal", "finance"): [4] * 16,
    ("finance", "sales"): [4] * 10, ("finance", "support"): [3] * 10, ("finance", "legal"): [5] * 8,
    ("finance", "finance"): [5] * 6,
}  # fmt: skip


def test_who_serves_whom_waits_for_the_end_and_tells_the_worst(staff, executive):
    rated(staff, GRID)
    assert "No survey of departments is closed yet" in page_of(executive, "departments/")
    assert executive.get(f"{HOME}departments/?csv=departments").status_code == 404
    closed(staff)
    rows = {(row["serving"], row["served"]): row for row in told(executive, "departments/?csv=departments")}
    assert (rows["IT", "sales"]["value"], rows["IT", "sales"]["n"]) == ("2", "12")
    page = page_of(executive, "departments/")
    assert "Lowest: how “IT” helps “sales”: 2.00" in page
    assert '<a href="/surveys/acme/inside/results/">' in page
    assert re.search(r'<td class="num h\d+">2\.00', page)
    hidden = {key for key, row in rows.items() if row["status"] == "withheld"}
    assert ("IT", "legal") in hidden
    assert not any(rows[key]["value"] or rows[key]["n"] for key in hidden)


def shown_by_results(executive, survey):
    """Pairs that the page of results shows, by the words of the matrix."""
    page = unescape(executive.get(f"/surveys/acme/{survey.code}/results/").content.decode())
    found = set()
    for part in page.split('<section class="result"')[1:]:
        title = re.search(r"<h2>.*— (.+?)</h2>", part)
        if title:
            cells = re.findall(r'<th scope="row">([^<]+)</th><td class="n">[^<]+</td><td class="n">[^<]+</td><td', part)
            found |= {(title[1], each) for each in cells}
    return found


@pytest.mark.parametrize("seed", range(4))
def test_no_small_pair_follows_from_all_that_is_shown(staff, executive, seed):
    """Whatever both pages show, the sums of withheld pairs that follow from it have five people or more."""
    rng = np.random.default_rng(seed)
    names = ["sales", "delivery", "support", "it", "finance"]
    sizes = {(a, b): int(rng.choice([0, 1, 2, 3, 4, 6, 9, 15])) for a in names for b in names}
    rated(staff, {pair: rng.integers(1, 6, n).tolist() for pair, n in sizes.items() if n})
    closed(staff)
    words = {"it": "IT", "finance": "finance and accounting"}
    there = {(words.get(a, a), words.get(b, b)): n for (a, b), n in sizes.items() if n}
    ours = {
        (r["serving"], r["served"]) for r in told(executive, "departments/?csv=departments") if r["status"] == "shown"
    }
    known = ours | shown_by_results(executive, staff)
    assert all(there[pair] >= 5 for pair in known)
    for serving in {pair[0] for pair in there}:
        left = [n for pair, n in there.items() if pair[0] == serving and pair not in known]
        whole = sum(n for pair, n in there.items() if pair[0] == serving)
        assert not left or whole < 5 or sum(left) >= 5, serving  # the total of a row is shown too
    page = page_of(executive, "departments/")
    assert "no totals of columns" in page


def test_a_pair_leads_to_an_action_and_back(staff, client, people):
    rated(staff, GRID)
    closed(staff)
    client.force_login(people["executive"])
    assert client.post(f"{HOME}departments/", {}).status_code == 403
    client.force_login(people["analyst"])
    client.cookies["language"] = "en"
    page = page_of(client, "departments/")
    assert 'value="it/sales" selected' in page
    sent = {"edge": "it/sales", "title": "Answer sales within a day", "kind": "action"}
    assert client.post(f"{HOME}departments/?survey=inside", sent).status_code == 302
    made = Action.objects.get()
    origin = origin_of(made)
    assert "ИТ" in origin.title  # no request, so the language of the platform
    assert origin.address == "/dashboard/acme/analysis/departments/?survey=inside"
    assert "Answer sales within a day" in page_of(client, "departments/")
    for edge in ("it/legal", "x/y", ""):  # withheld, unknown, none
        assert client.post(f"{HOME}departments/", sent | {"edge": edge}).status_code == 422
    assert Action.objects.count() == 1
    assert "IT" in unescape(client.get(f"/actions/acme/{made.pk}/").content.decode())


def test_a_worked_gap_has_the_interval_of_the_difference(pulse, staff, executive):
    scored(staff, "enps", share(30), month(3))
    closed(staff)
    scored(pulse, "nps", share(70), month(3))
    (row,) = told(executive, "gap/?csv=gaps")
    one, other = (hundred(each, -100, 100) for each in (enps(share(30)), nps(share(70))))
    found = gap(one, other)
    assert [float(row[each]) for each in ("gap", "low", "high")] == pytest.approx([found.value, found.low, found.high])
    assert float(row["gap"]) == pytest.approx(-20)
    assert (row["n"], row["other_n"], row["beyond_noise"], row["mind"]) == ("100", "100", "yes", "recommend")
    page = page_of(executive, "gap/")
    assert "beyond noise, the higher: customers" in page
    assert "staff often rates more strictly" in page
    assert "0 becomes 50" in page


def test_within_noise_no_gap_is_said(pulse, staff, executive):
    scored(staff, "enps", share(9, 20), month(3))
    closed(staff)
    scored(pulse, "nps", share(10, 20), month(3))
    page = page_of(executive, "gap/")
    assert "within noise: no gap is seen" in page
    assert "beyond noise:" not in page


def test_open_and_small_staff_says_nothing(pulse, staff, executive):
    scored(pulse, "nps", share(10, 20), month(3))
    scored(staff, "enps", share(2, 4), month(3))
    assert {row["side"] for row in told(executive, "gap/?csv=seen")} == {"customers"}
    closed(staff)
    rows = {row["side"]: row for row in told(executive, "gap/?csv=seen")}
    assert (rows["inside"]["status"], rows["inside"]["value"], rows["inside"]["n"]) == ("withheld", "", "")
    assert executive.get(f"{HOME}gap/?csv=gaps").status_code == 404


def test_what_a_study_sees_is_shown_only_to_those_who_may(small, organisation, pulse, client, people):
    view = small.current.views.get(audience="internal")
    subject, root = view.subjects.first(), view.parts[0]
    scored(pulse, "nps", share(70), month(3))
    director = people["cx_director"]
    client.force_login(director)
    client.cookies["language"] = "en"
    assert "has not been chosen" in page_of(client, "gap/")
    us_choose(organisation, small.code, subject.subject, 0, SYSTEM)
    rows = {row["side"]: row for row in told(client, "gap/?csv=seen")}
    score = subject.scores[root["code"]]
    expected = (score["score"] - root["low"]) / (root["high"] - root["low"]) * 100
    assert float(rows["outside"]["value"]) == pytest.approx(expected)
    assert "different yardsticks" in page_of(client, "gap/")
