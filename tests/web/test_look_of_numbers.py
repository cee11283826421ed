"""How pages write numbers: thousands apart, percent as a language sets it, a share of nobody beside the others."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation
from survey_kit import customers, invited, respond
from voice_kit import opened

from centricity.language import in_percent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "digits", "ru", "en"),
    [
        (45.25, 1, "45,3\u00a0%", "45.3%"),
        (None, 0, "–", "–"),
        (float("nan"), 0, "–", "–"),
        (100, 0, "100\u00a0%", "100%"),
    ],
)
def test_percent_is_set_apart_in_russian_and_close_in_english(value, digits, ru, en):
    assert (in_percent(value, "ru", digits), in_percent(value, "en", digits)) == (ru, en)
    for language, told in (("ru", ru), ("en", en)):
        with translation.override(language):
            made = Template("{% load numbers %}{{ value|percents:digits }}").render(
                Context({"value": value, "digits": digits})
            )
        assert made == told


def test_invitations_are_counted_with_thousands_apart(organisation, client, people):
    survey = opened(organisation)
    invited(survey, customers(organisation, 1_001, consent="given"))
    client.force_login(people["cx_director"])
    page = client.get("/surveys/acme/pulse/invites/", headers={"Accept-Language": "en"}).content.decode()
    assert "<dd>1,001</dd>" in page
    assert "<dd>1001</dd>" not in page


def test_a_level_that_nobody_chose_has_a_share_of_nought(organisation, client, people):
    survey = opened(organisation)
    for _ in range(3):
        respond(survey, {"recommend": 9})
    client.force_login(people["analyst"])
    page = client.get("/surveys/acme/pulse/results/", headers={"Accept-Language": "en"}).content.decode()
    bars = re.findall(r'<th scope="row">(\d+)</th><td class="n">(\d+)</td><td class="bar">(.*?)</td>', page, re.DOTALL)
    assert len(bars) == 11
    assert all("<meter" in bar and ("100%" if n == "3" else "0%") in bar for _level, n, bar in bars)


def test_results_that_nobody_answered_say_what_to_do(organisation, client, people):
    opened(organisation)
    client.force_login(people["analyst"])
    page = client.get("/surveys/acme/pulse/results/", headers={"Accept-Language": "en"}).content.decode()
    assert "Nobody has answered yet. Send invitations" in page
    assert '<a href="/surveys/acme/pulse/">To the survey</a>' in page
    assert "[recommend]" not in page
