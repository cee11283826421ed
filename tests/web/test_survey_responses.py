"""Who was asked and who answered: rates, groups, who is missing, and whether the late differ."""

from datetime import date, timedelta
from html import unescape

import polars as pl
import pytest
from django.utils import timezone, translation
from survey_kit import answer, customers, invited, respond
from voice_kit import content_of, opened

from centricity.metrics.figures import shares
from centricity.stats.estimate import difference
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.missing import gap_of, missing, thirds
from centricity.web.voice.models import Invite
from centricity.web.voice.responding import Responding
from centricity.web.voice.services import state_set
from centricity.web.voice.templatetags.response import lasting
from centricity.web.voice.triggers import Rule, trigger_set

pytestmark = pytest.mark.django_db
PAGE = "/surveys/acme/pulse/response/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def executive(client, people):
    client.force_login(people["executive"])
    return client


@pytest.fixture
def pulse(organisation):
    """Forty invited: of twenty homes fifteen answered, of twenty offices five; one letter was lost."""
    made = opened(organisation)
    homes = customers(organisation, 20, segment="home", market="B2C", language="ru", joined=date(2026, 6, 1))
    offices = customers(organisation, 20, segment="office", market="B2B", language="ru")
    invited(made, [*homes, *offices])
    invited(made, customers(organisation, 1, segment="lost"), failed=True)
    answer(made, [*homes[:15], *offices[:5]])
    return made


def nameless(organisation, used, state="closed"):
    """An anonymous survey of groups of ten by segment, so many of each having used their invitation."""
    made = opened(organisation, content_of("relationship_nps") | {"anonymous": True})
    for segment, n in used.items():
        people = customers(organisation, 10, segment=segment)
        invites = invited(made, people)
        Invite.objects.filter(pk__in=[each.pk for each in invites[:n]]).update(used_on=timezone.now().date())
        for _ in range(n):
            respond(made, {"recommend": 9})
    return state_set(made, state, 2, SYSTEM) if state == "closed" else made


def text(client, path=PAGE):
    return unescape(client.get(path).content.decode())


def rows(table):
    return {each.name: each for each in table.rows}


def test_the_rate_is_of_letters_that_arrived_and_of_answers_that_are_whole(pulse, organisation):
    silent = customers(organisation, 1, segment="home")
    invited(pulse, silent)
    respond(pulse, {"recommend": 3}, silent[0], state="part", ended_at=None)
    found = Responding(pulse, "en")
    assert found.invited == {"n_all": 42, "n_delivered": 41, "n_lost": 1, "n_used": 21, "n_complete": 20}
    assert (found.rate.value, found.rate.interval) == ("48.8%", "34.3\u00a0…\u00a063.5")
    assert found.finished.value == "95.2%"


def test_those_who_were_not_invited_raise_no_rate(pulse):
    for _ in range(30):
        respond(pulse, {"recommend": 9}, channel="web")
    found = Responding(pulse, "en")
    assert found.rate.value == "50.0%"
    (channels,) = [table for table in found.groups if table.column == "channel"]
    assert rows(channels)["website"].asked is None
    assert rows(channels)["website"].rate.value == ""
    assert rows(channels)["e-mail"].rate.value == "50.0%"


def test_groups_have_rates_of_their_own(pulse):
    (segments,) = [table for table in Responding(pulse, "en").groups if table.column == "segment"]
    assert {each.name: (each.asked, each.complete, each.rate.value) for each in segments.rows} == {
        "home": (20, 15, "75.0%"), "office": (20, 5, "25.0%"),
    }  # fmt: skip


def test_ended_early_and_over_the_quota_are_told_apart(pulse):
    respond(pulse, {"recommend": 1}, end="enough")
    respond(pulse, {"recommend": 1}, end="many", state="full")
    assert {**Responding(pulse, "en").begun} == {"all": 22, "part": 0, "whole": 21, "early": 1, "full": 1}


def test_the_time_is_a_median_and_leaves_out_what_programs_brought(pulse):
    now = timezone.now()
    for minutes in (1, 5, 30):
        respond(pulse, {"recommend": 9}, begun_at=now - timedelta(minutes=minutes), ended_at=now)
    respond(pulse, {"recommend": 9}, begun_at=now, ended_at=now)
    found = Responding(pulse, "en").minutes
    assert (found.n, round(found.median)) == (23, 120)


def test_without_invitations_there_is_no_rate_and_no_nought(executive, organisation):
    opened(organisation)
    page = text(executive)
    assert "Nobody was invited" in page
    assert "Response rate" not in page
    assert "0.0%" not in page


def test_a_nameless_survey_tells_its_rate_in_all_and_groups_once_it_is_closed(executive, organisation):
    made = nameless(organisation, {"a": 5, "b": 5}, "open")
    found = Responding(made, "en")
    assert (found.rate.value, found.groups, found.minutes, found.enough) == ("50.0%", [], None, False)
    assert missing(made) is None
    assert thirds(made, "en") is None
    page = text(executive)
    assert "Used their invitation" in page
    assert "ended early" not in page
    made = state_set(made, "closed", 2, SYSTEM)
    assert len(Responding(made, "en").groups[0].rows) == 2
    assert "Who is missing" not in text(executive).replace("Who answered, and who is missing", "")


@pytest.mark.parametrize(
    ("used", "shown"),
    [
        ({"a": 5, "b": 5, "c": 5}, {"a", "b", "c"}),
        ({"a": 5, "b": 5, "c": 4}, {"b"}),  # another is withheld beside it, else it could be reckoned
        ({"a": 5, "b": 5, "c": 10}, {"b"}),  # of whom all answered, everybody is known to have answered
        ({"a": 5, "b": 5, "c": 0}, {"b"}),
        ({"a": 1, "b": 1, "c": 1}, set()),
    ],
)
def test_small_groups_of_a_nameless_survey_are_withheld_and_cannot_be_reckoned(organisation, used, shown):
    (table,) = Responding(nameless(organisation, used), "en").groups
    assert {each.name for each in table.rows if not each.hidden} == shown
    for each in table.rows:
        assert each.complete is None
        assert not each.hidden or (each.asked, each.begun, each.rate.value) == (None, None, "")


def test_who_is_missing_is_said_with_an_interval(executive, pulse):
    found = missing(pulse)
    by_name = {(str(each.column), str(each.name)): each for each in found.groups}
    office = by_name["segment", "office"]
    assert (office.asked, office.answered, office.share_asked, office.share_answered) == (20, 5, 50.0, 25.0)
    assert office.gap.value == pytest.approx(-25)
    assert office.gap.low < -25 < office.gap.high < 0
    assert office.d == pytest.approx(-0.5)
    assert [str(each.name) for each in found.who] == ["office", "B2B", "not known"]
    page = text(executive)
    assert "segment “office” (25.0% instead of 50.0%)" in page
    assert ("language", "Русский") not in by_name  # everybody's is the same


def test_the_gap_of_a_part_from_its_whole_is_that_of_two_groups_apart():
    gap, d = gap_of(40, 10, 100, 50)
    there, gone = shares(pl.DataFrame({"hit": [10, 30], "n": [50, 50]}), 0.95)
    apart = difference(there, gone)
    assert (gap.value, gap.low, gap.high) == pytest.approx((apart.value / 2, apart.low / 2, apart.high / 2))
    assert gap.value == pytest.approx(100 * (10 / 50 - 40 / 100))
    assert d == pytest.approx(-0.2 / (0.4 * 0.6) ** 0.5)


def test_tenure_is_counted_to_the_day_of_the_invitation(organisation):
    made = opened(organisation)
    sent = made.opened_at + timedelta(days=400)
    day = sent.date()
    people = [
        customers(
            organisation,
            1,
            segment=f"s{n}",
            joined=None if years is None else day - timedelta(days=round(365.25 * years) + 1),
        )[0]
        for n, years in enumerate((0.5, 2, 4, 6, None))
    ]
    invited(made, people, sent_at=sent)
    answer(made, people[:2])
    told = {str(e.name): e.answered for e in missing(made).groups if str(e.column) == "customer for"}
    assert told == {
        "under a year": 1, "one to three years": 1, "three to five years": 0, "five years or more": 0, "not known": 0,
    }  # fmt: skip


def test_nobody_is_missing_where_everybody_answered(executive, organisation):
    made = opened(organisation)
    people = customers(organisation, 3, segment="home")
    invited(made, people)
    answer(made, people)
    assert missing(made).groups == []
    assert "There is nothing to compare" in text(executive)


def test_late_answers_are_held_against_early_ones(executive, organisation):
    made = opened(organisation)
    now = timezone.now()
    for n in range(60):
        respond(made, {"recommend": 10 if n < 30 else 2}, ended_at=now - timedelta(hours=100 - n))
    found = thirds(made, "en")
    assert (found.n, found.early, found.late, found.verdict) == (20, "100.0", "−100.0", "worse")
    assert found.gap == "−200.0"
    assert "Those who answered late rate worse" in text(executive)


def test_a_better_wave_does_not_make_late_answers_better(organisation):
    made = opened(organisation)
    now = timezone.now()
    for wave in (1, 2):
        for n in range(30):
            score = (10 if n < 15 else 7) - 6 * (wave == 1)
            respond(made, {"recommend": score}, ended_at=now - timedelta(hours=9_000 - 4_000 * wave - n), wave=wave)
    found = thirds(made, "en")
    assert (found.n, found.early, found.late, found.gap, found.verdict) == (20, "0.0", "−50.0", "−50.0", "worse")


def test_late_answers_are_not_compared_where_each_is_asked_for_at_another_time(organisation):
    made = opened(organisation)
    for n in range(60):
        respond(made, {"recommend": n % 11}, ended_at=timezone.now() - timedelta(hours=n))
    assert thirds(made, "en") is not None
    trigger_set(made, Rule("order", 1, 100), made.version, SYSTEM)
    assert thirds(made, "en") is None


def test_an_answer_to_one_wave_is_none_to_another(organisation):
    made = opened(organisation)
    people = customers(organisation, 4)
    invited(made, people)
    answer(made, people[:3])
    invited(made, people, wave=2)
    found = Responding(made, "en")
    assert (found.invited["n_delivered"], found.invited["n_complete"]) == (8, 3)
    assert missing(made).answered == 3


def test_like_answers_are_not_told_apart_and_few_are_not_compared(executive, organisation):
    made = opened(organisation)
    now = timezone.now()
    for n in range(29):
        respond(made, {"recommend": n % 11}, ended_at=now - timedelta(hours=n))
    assert "It takes at least thirty answers" in text(executive)
    respond(made, {"recommend": 5}, ended_at=now)
    assert thirds(made, "en").verdict == "cannot_tell"
    assert "Late answers do not differ from early ones beyond noise." in text(executive)


def test_names_of_groups_are_shown_as_text(executive, organisation):
    made = opened(organisation)
    people = [*customers(organisation, 5, segment="<script>x</script>"), *customers(organisation, 5, segment="b")]
    invited(made, people)
    answer(made, people[:5])
    page = executive.get(PAGE).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_results_tell_who_answered(executive, pulse):
    page = text(executive, "/surveys/acme/pulse/results/")
    assert "Response rate" in page
    assert "50.0%" in page
    assert PAGE in page


def test_the_number_of_queries_does_not_grow_with_the_groups(executive, organisation, django_assert_max_num_queries):
    made = opened(organisation)
    for n in range(30):
        people = customers(organisation, 2, segment=f"s{n}")
        invited(made, people)
        answer(made, people[:1])
    with django_assert_max_num_queries(40):
        assert executive.get(PAGE).status_code == 200


def test_strangers_see_nothing_and_a_draft_has_nothing(client, people, organisation):
    opened(organisation)
    client.force_login(people["stranger"])
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (59, "59 s"), (120, "2 min"), (150, "2 min 30 s"), (3_600, "1 h"), (7_290, "2 h 1 min")],
)
def test_a_time_is_told_in_words(seconds, said):
    assert lasting(seconds).replace("\u00a0", " ") == said
