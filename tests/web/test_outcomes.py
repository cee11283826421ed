"""Maturity beside what customers do: equal periods, counts and intervals, and no word of a cause."""

import datetime as dt

import pytest
import voice_kit
from django.urls import reverse
from test_waves import asked, computed

from centricity.stats.estimate import Estimate
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction
from centricity.web.home import outcomes as module
from centricity.web.home.maturity import Wave, maturity_studies, waves_of
from centricity.web.home.outcomes import outcomes
from centricity.web.people.services import organisation_create
from centricity.web.research.models import Study
from centricity.web.voice.waves import wave_make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
FIRST, SECOND = dt.date(2025, 3, 31), dt.date(2025, 9, 30)


def wave(code, day, value, n=4):
    return Wave(code, day, Estimate(value, value - 1, value + 1, n, "mean"))


def happened(organisation, kind, day, customer, **more):
    known, _ = Customer.objects.get_or_create(organisation=organisation, name=customer)
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    Interaction.objects.create(organisation=organisation, customer=known, kind=kind, at=at, **more)


@pytest.fixture
def waves(monkeypatch):
    """Two waves half a year apart."""
    monkeypatch.setattr(module, "waves_of", lambda _study: [wave("one", FIRST, 14.0), wave("two", SECOND, 17.5)])


def test_shares_are_those_of_the_period_of_a_wave_alone(organisation, waves):
    for n in range(8):
        happened(organisation, "order", FIRST - 10 * DAY, f"buyer {n}")
        happened(organisation, "order", FIRST - (200 if n % 2 else 5) * DAY, f"buyer {n}")
    happened(organisation, "order", FIRST, "last day")
    happened(organisation, "order", FIRST + DAY, "last day")
    (sheet,) = outcomes(organisation, Study(), "en").sheets
    told = {(row[0], row[3]): row[4:] for row in sheet.file.rows}
    value, low, high, n = told["one", "repeat_purchase"]
    assert (n, round(value, 1)) == (9, 44.4)
    assert low < value < high
    assert told["two", "repeat_purchase"][3] == 1
    assert told["one", "maturity"] == (14.0, 13.0, 15.0, 4)
    assert told["one", "repeat_contacts"] == (None, None, None, 0)
    firsts = {row[0]: (row[1], row[2]) for row in sheet.file.rows}
    assert firsts["two"] == (str(FIRST + DAY), str(SECOND))
    assert {key: dt.date.fromisoformat(b) - dt.date.fromisoformat(a) for key, (a, b) in firsts.items()} == {
        "one": SECOND - FIRST - DAY,
        "two": SECOND - FIRST - DAY,
    }


def test_a_contact_is_repeated_by_what_follows_even_behind_the_end_of_the_period(organisation, waves):
    for n in range(10):
        happened(organisation, "contact", FIRST - 3 * DAY, f"asks {n}", about="door")
    for n in range(4):
        happened(organisation, "call", FIRST + 2 * DAY, f"asks {n}", about="door")
    happened(organisation, "call", FIRST + 2 * DAY, "asks 5", about="window")
    happened(organisation, "call", FIRST + 2 * DAY, "asks 6", about="door", outgoing=True)
    happened(organisation, "contact", FIRST + 40 * DAY, "later", about="door")
    (sheet,) = outcomes(organisation, Study(), "en").sheets
    told = {(row[0], row[3]): row[4:] for row in sheet.file.rows}
    assert (told["one", "repeat_contacts"][3], told["one", "repeat_contacts"][0]) == (10, 40.0)
    assert told["two", "repeat_contacts"][3] == 6
    assert told["two", "repeat_contacts"][0] == 0.0


def test_what_moved_together_is_said_in_words_and_never_as_a_cause(organisation, waves):
    for n in range(60):
        happened(organisation, "order", FIRST - 10 * DAY, f"buyer {n}")
        happened(organisation, "order", SECOND - 10 * DAY, f"buyer {n}")
        if n < 40:
            happened(organisation, "order", SECOND - 20 * DAY, f"buyer {n}")
    for language, better, cause in (("en", "better for customers", "no cause"), ("ru", "лучше", "а не причина")):
        found = outcomes(organisation, Study(), language)
        (said,) = found.says
        assert "+3" in said
        assert better in said
        assert "n = 60" in said
        assert "…" in said
        assert cause in found.notes[0]
    Interaction.objects.filter(at__date=SECOND - 20 * DAY).delete()
    assert "within noise" in outcomes(organisation, Study(), "en").says[0]


def test_without_waves_or_data_it_says_so(organisation, waves, monkeypatch):
    found = outcomes(organisation, Study(), "en")
    assert not found.says
    assert [row[3].text for row in found.sheets[0].rows] == ["no data", "no data"]
    assert outcomes(organisation, None, "en").refused
    monkeypatch.setattr(module, "waves_of", lambda _study: [])
    assert outcomes(organisation, Study(), "ru").refused
    monkeypatch.setattr(module, "waves_of", lambda _study: [wave("one", FIRST, 14.0)])
    assert not outcomes(organisation, Study(), "en").says


def test_events_of_another_organisation_do_not_count(organisation, waves):
    other = organisation_create("beta", "Бета", "Beta")
    happened(other, "order", FIRST, "buyer")
    (sheet,) = outcomes(organisation, Study(), "en").sheets
    assert all(row[7] == 0 for row in sheet.file.rows if row[3] != "maturity")


def test_waves_of_a_maturity_survey_are_read_with_their_days_and_levels(organisation, monkeypatch):
    voice_kit.unhurried(monkeypatch)
    for year, level in (("2025", 3), ("2026", 4)):
        survey = asked(organisation, f"y{year}", {"sales": 6, "it": 5}, level)
        computed(wave_make(survey, "maturity", year, dt.date(int(year), 3, 15), SYSTEM)[1])
    (study,) = maturity_studies(organisation)
    told = [(each.code, each.day, round(each.level.value, 1), each.level.n) for each in waves_of(study)]
    assert told == [("2025", dt.date(2025, 3, 15), 18.0, 11), ("2026", dt.date(2026, 3, 15), 24.0, 11)]
    happened(organisation, "order", dt.date(2026, 3, 15), "buyer")
    (sheet,) = outcomes(organisation, study, "ru").sheets
    assert [row[0].text for row in sheet.rows] == ["2026", "2025"]


def test_only_maturity_studies_have_waves_here(organisation, small, wide):
    assert maturity_studies(organisation) == []
    assert waves_of(small) == [] or all(each.day for each in waves_of(small))


def test_the_page_shows_levels_to_those_inside_alone(client, people, organisation, waves, monkeypatch):
    monkeypatch.setattr("centricity.web.home.analyses.maturity_studies", lambda _place: [Study(code="m", pk=1)])
    happened(organisation, "order", SECOND, "buyer")
    address = reverse("analysis_maturity", args=["acme"])
    for role, code, level in (("executive", 200, True), ("analyst", 200, True), ("agent", 200, False),
                              ("rater", 403, False), ("stranger", 404, False)):  # fmt: skip
        client.force_login(people[role])
        answer = client.get(address)
        assert answer.status_code == code, role
        assert ("17.5" in answer.content.decode()) == level, role
        if code == 200:
            assert client.get(f"{address}?csv=outcomes").status_code == (200 if level else 404)


def test_contacts_whose_time_is_not_over_are_left_out_and_told(organisation, waves):
    for n in range(5):
        happened(organisation, "contact", SECOND - n * DAY, f"asks {n}")
    found = outcomes(organisation, Study(), "en")
    told = {(row[0], row[3]): row[4:] for row in found.sheets[0].file.rows}
    assert told["two", "repeat_contacts"][3] == 0
    assert "two: The last contacts are left out (5): there are no data yet of the 14 days after them." in found.notes
    assert "--set" not in " ".join(found.notes)
