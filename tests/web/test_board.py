"""The dashboard: numbers with period, n and interval, nothing where there is nothing, and down to what they rest on."""

import datetime as dt
import re
from html import unescape

import pytest
from voice_kit import content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.voice.models import Rating, Response
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db


def rated(survey, scores, month="2026-10", metric="nps", **more):
    """Ratings as complete answers leave them."""
    at = dt.datetime.fromisoformat(f"{month}-15T12:00:00+00:00")
    response = Response.objects.create(
        survey=survey, version=survey.current, key_hash=f"{survey.pk}{Response.objects.count()}", state="whole",
        language="ru", begun_at=at, ended_at=at,
    )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(response=response, organisation=survey.organisation, survey=survey, series=metric, metric=metric,
               score=score, at=at, month=month, version=1, **more)
        for score in scores
    )  # fmt: skip


@pytest.fixture
def executive(client, people):
    client.force_login(people["executive"])
    return client


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def tile(page, title):
    found = re.search(rf"<div><dt>(?:<a[^>]*>)?{re.escape(title)}.*?</div>", page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0])


def test_without_data_every_tile_says_so_and_none_says_nought(executive):
    page = page_of(executive, "/dashboard/acme/")
    for title in ("Journey conversion", "NPS", "Time to resolution", "CSAT", "Closed loops"):
        assert "no data" in tile(page, title), title
    assert not re.search(r'class="value">0', page)


def test_the_worked_number_has_its_interval_and_its_period(organisation, executive):
    survey = opened(organisation)
    rated(survey, [10, 9, 8, 7, 6, 0])
    told = tile(page_of(executive, "/dashboard/acme/"), "NPS")
    assert re.search(r"NPS\s+0\.0 .*between −.* n = 6 .*October 2026", told), told


def test_a_change_is_said_only_beyond_noise(organisation, executive):
    survey = opened(organisation)
    rated(survey, [0] * 60 + [10] * 40, "2026-09")
    rated(survey, [0] * 10 + [10] * 90, "2026-10")
    rated(survey, [5] * 40 + [4] * 10, "2026-09", "csat")
    rated(survey, [5] * 41 + [4] * 9, "2026-10", "csat")
    page = page_of(executive, "/dashboard/acme/")
    assert "▲" in tile(page, "NPS")
    assert "better than in September 2026" in tile(page, "NPS")
    assert "≈" in tile(page, "CSAT")
    assert "cannot be told" in tile(page, "CSAT")


def test_a_metric_is_taken_apart_and_leads_to_its_surveys(organisation, executive):
    survey = opened(organisation)
    rated(survey, [10] * 20, channel="email", segment="gold")
    rated(survey, [0] * 20, channel="app", segment="silver")
    page = page_of(executive, "/dashboard/acme/nps/")
    assert re.search(r'<th scope="row">e-mail</th><td class="n"><a [^>]*>100\.0', page)
    assert re.search(r'<th scope="row">silver</th><td class="n"><a [^>]*>−100\.0', page)
    assert '<a href="/surveys/acme/pulse/results/">' in page
    assert executive.get("/dashboard/acme/retention/").status_code == 404


def test_answers_of_staff_are_counted_once_their_survey_is_closed_and_small_groups_never(organisation, executive):
    survey = opened(organisation, "internal_service", "inside")
    rated(survey, [10] * 8, metric="enps", department="sales")
    rated(survey, [0] * 3, metric="enps", department="it")
    rated(survey, [7] * 6, metric="enps", department="legal")
    assert "no data" in tile(page_of(executive, "/dashboard/acme/"), "eNPS")
    state_set(survey, "closed", survey.version, SYSTEM)
    assert "n = 17" in tile(page_of(executive, "/dashboard/acme/"), "eNPS")
    page = page_of(executive, "/dashboard/acme/enps/")
    assert "<figcaption>By " not in page
    assert "counts whole" in page
    assert '<a href="/surveys/acme/inside/results/">' in page


def test_no_span_of_months_parts_a_survey_of_staff(organisation, executive):
    survey = opened(organisation, "internal_service", "inside")
    rated(survey, [10] * 8, "2026-01", "enps")
    rated(survey, [0] * 6, "2026-10", "enps")
    state_set(survey, "closed", survey.version, SYSTEM)
    for span in (3, 6, 12, 24):
        assert "n = 14" in tile(page_of(executive, f"/dashboard/acme/?months={span}"), "eNPS")


def test_a_nameless_survey_of_customers_is_shown_once_it_is_closed_whole_and_not_where_few_answered(
    organisation, executive
):
    content = content_of("relationship_nps") | {"anonymous": True, "minimum_n": 5}
    few, many = opened(organisation, content, "few"), opened(organisation, content, "many")
    rated(few, [0] * 3, channel="app")
    rated(many, [10] * 9, channel="email")
    assert "no data" in tile(page_of(executive, "/dashboard/acme/"), "NPS")
    for survey in (few, many):
        state_set(survey, "closed", survey.version, SYSTEM)
    assert "n = 9" in tile(page_of(executive, "/dashboard/acme/"), "NPS")
    page = page_of(executive, "/dashboard/acme/nps/")
    assert "<figcaption>By " not in page
    assert "No answers fit" in page_of(executive, "/dashboard/acme/nps/?column=channel&key=app")
    assert "No answers fit" in page_of(executive, "/dashboard/acme/nps/?column=survey&key=few")
    assert "100.0" in page_of(executive, "/dashboard/acme/nps/?column=survey&key=many")


def test_time_to_solution_and_conversion_come_of_single_events(organisation, executive):
    now = dt.datetime.now(dt.UTC)
    for i in range(6):
        item, _new = item_add(organisation, Said(f"text {i}", "form"), SYSTEM)
        item.received_at, item.closed_at = now - dt.timedelta(hours=10 + i), now - dt.timedelta(hours=2)
        item.save()
        ada = Customer.objects.create(organisation=organisation, name=f"c{i}")
        Interaction.objects.create(
            organisation=organisation, customer=ada, kind="contact", at=now - dt.timedelta(days=3), number=f"k{i}"
        )
        if i < 3:
            Interaction.objects.create(
                organisation=organisation, customer=ada, kind="order", at=now - dt.timedelta(days=1), number=f"o{i}"
            )
    page = page_of(executive, "/dashboard/acme/")
    assert re.search(r"1\d\.\d h", tile(page, "Time to resolution"))
    assert re.search(r"50\.0%.*n = 6", tile(page, "Journey conversion"))


def test_the_page_takes_a_constant_number_of_queries(organisation, executive, django_assert_max_num_queries):
    survey = opened(organisation)
    for month in range(1, 10):
        rated(survey, [10, 9, 3], f"2026-0{month}")
    with django_assert_max_num_queries(35):
        page_of(executive, "/dashboard/acme/")
