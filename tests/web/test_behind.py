"""Answers behind a number: exactly those that made it, to whoever handles answers, and never what a table withholds."""

import datetime as dt
import re
from html import unescape

import pytest
from api_kit import Program
from test_board import rated
from voice_kit import content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.voice.models import Rating, Response
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
NPS = "/dashboard/acme/nps/"
API = "/organisations/acme/metrics/nps/answers"


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


def page_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return unescape(response.content.decode())


def links_of(page):
    return re.findall(
        r'<td class="n"><a href="([^"]*/answers/\?[^"]*)">([^<]+)</a></td><td class="n">[^<]*</td><td class="n">(\d+)',
        page,
    )


def scores_of(page):
    return [int(each) for each in re.findall(r'</th><td class="n">(\d+)</td><td class="words">', page)]


def said(survey, score, text="", month="2026-10", customer=None, **more):
    """Somebody's answer with a rating and a text."""
    at = dt.datetime.fromisoformat(f"{month}-15T12:00:00+00:00")
    asked = survey.current.questionnaire.questions
    code = next(each.code for each in asked if each.kind == "text")
    texts = {code: text} if text else {}
    response = Response.objects.create(
        survey=survey, version=survey.current, key_hash=f"said{Response.objects.count()}", state="whole", language="ru",
        begun_at=at, ended_at=at, customer=customer, values=texts,
    )  # fmt: skip
    series = next(each.series for each in asked if each.metric == "nps")
    Rating.objects.create(
        response=response, organisation=survey.organisation, survey=survey, series=series, metric="nps", score=score,
        at=at, month=month, version=1, **more,
    )  # fmt: skip
    return response


def spread(survey):
    """Answers of two months, three channels (one untold) and two segments."""
    for month, scores, more in (
        ("2026-09", [10, 9, 3], {"channel": "email", "segment": "gold"}),
        ("2026-10", [0, 8], {"channel": "email", "segment": "silver"}),
        ("2026-10", [7, 7, 10, 1], {"channel": "app", "segment": "gold"}),
        ("2026-10", [5], {"segment": "silver"}),
    ):
        rated(survey, scores, month, **more)


def test_every_number_of_the_page_leads_to_exactly_the_answers_that_made_it(organisation, agent):
    spread(opened(organisation))
    rated(opened(organisation, code="other"), [2, 2, 2], channel="web")
    rated(opened(organisation, code="third"), [4], metric="csat", channel="email")
    for address in (
        NPS,
        f"{NPS}?column=channel&key=email",
        f"{NPS}?column=survey&key=pulse",
        f"{NPS}?column=channel&key=",
    ):
        links = links_of(page_of(agent, address))
        assert links, address
        for href, value, n in links:
            page = page_of(agent, href)
            scores = scores_of(page)
            assert len(scores) == int(n), href
            nps = 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)
            assert value.replace("−", "-") == f"{nps:.1f}", href
            assert f'<span class="value">{value}</span>' in page
            assert f"n = {n}<" in page


def test_the_tile_leads_to_its_month(organisation, agent):
    spread(opened(organisation))
    page = page_of(agent, "/dashboard/acme/")
    assert f'<a href="{NPS}answers/?months=12&month=2026-10">n\u00a0=\u00a07</a>' in page
    assert sorted(scores_of(page_of(agent, f"{NPS}answers/?months=12&month=2026-10"))) == [0, 1, 5, 7, 7, 8, 10]


def test_a_line_tells_what_was_written_whose_it_is_and_what_came_of_it(organisation, agent):
    survey = opened(organisation)
    ada = Customer.objects.create(organisation=organisation, name="Ada <b>Lovelace</b>")
    text = "<script>alert(1)</script> slow"
    response = said(survey, 2, text, customer=ada, channel="app", touchpoint="delivery")
    item, _ = item_add(organisation, Said(text, "survey", "web", str(response.pk), kind="complaint"), SYSTEM)
    raw = agent.get(f"{NPS}answers/?month=2026-10").content.decode()
    assert "<script>alert" not in raw
    assert "<b>Lovelace" not in raw
    page = unescape(raw)
    for part in (text, f"/customers/acme/{ada.code}/", f"/feedback/acme/items/{item.pk}/",
                 f"/feedback/acme/follow-ups/{item.follow_up.pk}/", "delivery", "/surveys/acme/pulse/results/",
                 ):  # fmt: skip
        assert part in page, part


def test_whoever_sees_figures_alone_sees_the_figure_alone(organisation, client, people):
    said(opened(organisation), 2, "a secret of mine", channel="app")
    client.force_login(people["executive"])
    page = page_of(client, f"{NPS}answers/?month=2026-10")
    assert "n = 1" in page
    assert "Single answers are seen by those who handle customers" in page
    assert "a secret of mine" not in page
    for address in (
        f"{NPS}answers.csv?month=2026-10",
        "/surveys/acme/pulse/answers/",
        "/surveys/acme/pulse/answers.csv",
    ):
        assert client.get(address).status_code == 403
    assert Program.of(people["executive"]).get(f"{API}?month=2026-10").status_code == 403
    client.force_login(people["rater"])
    assert client.get(f"{NPS}answers/?month=2026-10").status_code == 403
    client.force_login(people["stranger"])
    assert client.get(f"{NPS}answers/?month=2026-10").status_code == 404


def test_answers_of_an_anonymous_survey_are_counted_and_never_listed(organisation, agent, people):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True, "minimum_n": 5}, "hidden")
    for score in (10, 10, 10, 0, 0, 0):
        said(survey, score, "nobody may read it", channel="app")
    said(opened(organisation), 9, "anybody may read it", channel="email")
    assert "n = 1<" in page_of(agent, f"{NPS}answers/?month=2026-10")
    state_set(survey, "closed", survey.version, SYSTEM)
    survey.refresh_from_db()
    closed = f"{survey.closed_at:%Y-%m}"
    page = page_of(agent, f"{NPS}answers/?month={closed}")
    assert "6 answers count here and are never listed" in page
    assert "nobody may read it" not in page
    assert "nobody may read it" not in page_of(agent, f"{NPS}answers/?month={closed}&column=survey&key=hidden")
    for cell in (
        "by=channel&of=app",
        "month=2026-10&column=channel&key=app",
        "by=channel&of=app&column=survey&key=hidden",
    ):
        assert page_of(agent, f"{NPS}answers/?{cell}", 404)
        assert agent.get(f"{NPS}answers.csv?{cell}").status_code == 404
    told = Program.of(people["agent"]).get(f"{API}?month={closed}").json()
    assert (told["n"], told["total"], told["items"]) == (6, 0, [])


def test_a_metric_that_withholds_small_groups_is_told_whole_and_lists_nothing(organisation, agent):
    survey = opened(organisation)
    rated(survey, [10] * 9, metric="enps", channel="email")
    rated(survey, [0] * 2, metric="enps", channel="app")
    rated(survey, [0] * 8, metric="enps", channel="web")
    state_set(survey, "closed", survey.version, SYSTEM)
    page = page_of(agent, "/dashboard/acme/enps/")
    links = [href for href, _, _ in links_of(page)]
    assert links
    assert not any("of=" in href for href in links)
    page_of(agent, "/dashboard/acme/enps/answers/?by=channel&of=app", 404)
    shown = page_of(agent, links[0])
    assert "never listed one by one" in shown
    assert scores_of(shown) == []
    assert len(agent.get(links[0].replace("answers/", "answers.csv")).content.decode().splitlines()) == 1


@pytest.mark.parametrize("cell", [
    "month=2026-10&by=channel&of=app", "month=1999-01", "by=survey&of=pulse", "by=score&of=1", "by=channel&of=none",
    "by=channel&of=" + "x" * 81, "by=channel&column=channel&key=app&of=app", "month=%00",
])  # fmt: skip
def test_a_cell_that_is_none_has_no_answers(organisation, agent, people, cell):
    spread(opened(organisation))
    response = agent.get(f"{NPS}answers/?{cell}")
    assert response.status_code == 404 or "choose a number" in response.content.decode()
    assert agent.get(f"{NPS}answers.csv?{cell}").status_code == 404
    assert Program.of(people["agent"]).get(f"{API}?{cell}").status_code in {404, 422}
    assert agent.get("/dashboard/acme/retention/answers/?month=2026-10").status_code == 404


def test_pages_are_read_in_as_many_queries_however_long_the_list(organisation, agent, django_assert_max_num_queries):
    survey = opened(organisation)
    ada = Customer.objects.create(organisation=organisation, name="Ada")
    for i in range(120):
        said(survey, i % 11, f"text {i}", customer=ada, channel="app")
    page_of(agent, f"{NPS}answers/?month=2026-10")
    with django_assert_max_num_queries(16):
        first = page_of(agent, f"{NPS}answers/?month=2026-10")
    assert len(scores_of(first)) == 50
    assert len(scores_of(page_of(agent, f"{NPS}answers/?month=2026-10&page=3"))) == 20
    assert "month=2026-10&page=2" in first
    with django_assert_max_num_queries(12):
        assert page_of(agent, "/surveys/acme/pulse/answers/?page=2").count("<li><h2>") == 50


def test_the_newest_stand_first(organisation, agent):
    survey = opened(organisation)
    for month, score in (("2026-08", 1), ("2026-10", 3), ("2026-09", 2)):
        said(survey, score, month=month, channel="app")
    said(survey, 9, channel="web")
    assert scores_of(page_of(agent, f"{NPS}answers/?by=channel&of=app")) == [3, 2, 1]


def test_programs_read_the_same(organisation, people):
    ada = Customer.objects.create(organisation=organisation, name="Ada")
    survey = opened(organisation)
    said(survey, 9, "fine", customer=ada, channel="app")
    said(survey, 3, channel="email")
    told = Program.of(people["agent"]).get(f"{API}?by=channel&of=app").json()
    assert (told["n"], told["total"]) == (1, 1)
    (line,) = told["items"]
    assert (line["score"], line["survey"], line["texts"], line["customer"]) == (9, "pulse", ["fine"], str(ada.code))
    assert told["figure"]["value"] == 100.0


def test_the_page_speaks_russian(organisation, agent, people):
    people["agent"].language = "ru"
    people["agent"].save()
    said(opened(organisation), 9, channel="app")
    page = page_of(agent, f"{NPS}answers/?by=channel&of=app")
    assert "Ответы за числом" in page
    assert "за последние 12 месяцев" in page.lower()
    assert "<td>приложение</td>" in page


def test_what_all_were_asked_stands_once_above_the_list(organisation, agent):
    survey = opened(organisation)
    said(survey, 9)
    said(survey, 3)
    page = page_of(agent, f"{NPS}answers/?month=2026-10")
    asked = survey.current.questionnaire.questions[0].text["en"]
    assert page.count(asked) == 1
    assert page.index(asked) < page.index("<thead>")
    other = opened(organisation, "relationship_nps", "other")
    said(other, 7)
    both = page_of(agent, f"{NPS}answers/?month=2026-10")
    assert both.count(asked) == 3
