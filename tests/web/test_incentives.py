"""What the reward of a team hangs on: what is payable, and what is not, for silence, noise or own collecting."""

import math

import pytest
from incentive_kit import NPS, invited, latest, rated, scheme
from voice_kit import content_of, opened

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.improvement.models import Incentive
from centricity.web.improvement.motivation.measures import CODES, Part, figure, measure
from centricity.web.improvement.motivation.results import result_of
from centricity.web.improvement.motivation.services import Scheme, incentive_change, incentive_create, scheme_of
from centricity.web.improvement.motivation.spans import Span, over, span_of
from centricity.web.people.personal import erase, export

pytestmark = pytest.mark.django_db
LATEST = latest()
BETTER, WORSE = [10] * 60 + [7] * 30 + [0] * 10, [10] * 30 + [7] * 30 + [0] * 40


def reasons(made, span=LATEST):
    return [[each.code for each in part.reasons] for part in result_of(made, span).parts]


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def test_a_figure_that_moved_is_payable_with_its_interval(organisation, survey):
    rated(survey, WORSE, LATEST.before, channel="email")
    rated(survey, BETTER, LATEST, channel="email")
    found = result_of(scheme(organisation), LATEST)
    part = found.parts[0]
    assert (part.now.value, part.now.n, round(part.before.value)) == (50.0, 100, -10)
    assert part.payable
    assert 0 < part.reach.low < 1.0
    assert (part.reach.value, part.reach.high) == (1.0, 1.0)
    assert (found.score.payable, found.score.held, found.score.sales) == (40, 0, 60)
    assert found.score.low == pytest.approx(40 * part.now.low / 50)
    assert (found.score.value, found.score.high) == (40.0, 40.0)


def test_too_few_answers_are_not_payable_however_good(organisation, survey):
    rated(survey, [10] * 29, LATEST, channel="email")
    made = scheme(organisation)
    assert reasons(made) == [["few"]]
    score = result_of(made, LATEST).score
    assert (score.payable, score.held) == (0, 40)
    assert math.isnan(score.value)
    rated(survey, [10] * 1, LATEST, channel="email")
    assert reasons(made) == [[]]


def test_nothing_is_never_nought(organisation):
    for codes in (CODES[:5], CODES[5:]):
        found = result_of(scheme(organisation, *(Part(code, 10, *ends(code)) for code in codes)), LATEST)
        assert {each.reasons[0].code for each in found.parts} == {"few"}
        assert all(math.isnan(each.reach.value) for each in found.parts)


def ends(code):
    known = measure(code)
    return (known.low, known.high) if known.metric.better == "up" else (known.high, known.low)


def test_a_change_within_noise_is_not_payable_unless_chance_moves_nothing(organisation, survey):
    rated(survey, BETTER, LATEST.before, channel="email")
    rated(survey, BETTER, LATEST, channel="email")
    assert reasons(scheme(organisation)) == [["noise"]]
    assert reasons(scheme(organisation, Part("nps", 40, -50.0, 10.0))) == [[]]
    assert reasons(scheme(organisation, Part("nps", 40, 80.0, 90.0))) == [[]]


def test_without_a_period_before_nothing_can_be_told_to_have_changed(organisation, survey):
    rated(survey, BETTER, LATEST, channel="email")
    assert reasons(scheme(organisation)) == [["no_before"]]


@pytest.mark.parametrize(("used", "code"), [(49, ["rate_fell"]), (50, [])])
def test_a_fallen_response_rate_is_not_payable(organisation, survey, used, code):
    rated(survey, WORSE, LATEST.before, channel="email")
    rated(survey, BETTER, LATEST, channel="email")
    invited(survey, LATEST.before, 100, 60)
    invited(survey, LATEST, 100, used)
    assert reasons(scheme(organisation)) == [code]


def test_answers_that_the_rewarded_collect_are_not_payable_nor_those_of_unknown_channels(organisation, survey):
    rated(survey, WORSE, LATEST.before, channel="email")
    rated(survey, BETTER[:75], LATEST, channel="email")
    rated(survey, [10] * 25, LATEST, channel="office")
    assert reasons(scheme(organisation, own_known=False)) == [["own_unknown"]]
    assert reasons(scheme(organisation, own_channels=("office",))) == [["own_many"]]
    assert reasons(scheme(organisation, own_channels=("sms",))) == [[]]
    rated(survey, [10] * 30, LATEST)
    assert reasons(scheme(organisation, own_channels=("sms",))) == [["channel_unknown"]]


def test_a_part_of_the_answers_is_that_of_the_dashboard(organisation, survey):
    for span, scores in ((LATEST.before, WORSE), (LATEST, BETTER)):
        rated(survey, scores, span, channel="email", department="desk")
        rated(survey, [0] * 50, span, channel="office", department="shop")
    made = scheme(organisation, Part("nps", 40, 0.0, 50.0, "department", "desk"), own_channels=("office",))
    part = result_of(made, LATEST).parts[0]
    assert (part.now.value, part.now.n, part.own.own, part.own.unknown, part.payable) == (50.0, 100, 0, 0, True)
    shop = scheme(organisation, Part("nps", 40, 0.0, 50.0, "department", "shop"), own_channels=("office",))
    assert result_of(shop, LATEST).parts[0].own.own == 50


def test_anonymous_answers_count_only_when_the_survey_is_closed_and_their_channel_is_unknown(organisation):
    nameless = opened(organisation, content_of("relationship_nps") | {"anonymous": True, "minimum_n": 5}, "nameless")
    rated(nameless, BETTER, LATEST, channel="email")
    assert figure(organisation, NPS, LATEST).n == 0
    nameless.state, nameless.closed_at = "closed", f"{LATEST.period.last}T09:00:00+00:00"
    nameless.version += 1
    nameless.save()
    made = scheme(organisation, own_channels=("office",))
    assert figure(organisation, NPS, LATEST).n == 100
    assert reasons(made) == [["channel_unknown", "no_before"]]


def test_a_lower_time_is_better(organisation):
    made = Part("resolution_time", 40, 48.0, 24.0)
    from centricity.stats.estimate import Estimate
    from centricity.web.improvement.motivation.judging import reach

    found = reach(made, Estimate(30.0, 27.0, 60.0, 40, "median"))
    assert (found.value, found.low, found.high) == (0.75, 0.0, 0.875)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": " "}, "web.incentive_title"), ({"who": ""}, "web.incentive_who"),
        ({"people": 4}, "web.incentive_people"), ({"least": 4}, "web.incentive_least"),
        ({"most_fall": -1.0}, "web.incentive_fall"), ({"most_fall": math.nan}, "web.incentive_fall"),
        ({"every": "day"}, "web.incentive_choice"), ({"own_channels": ("pigeon",)}, "web.incentive_choice"),
        ({"sales": 70}, "web.incentive_shares"), ({"sales": -10}, "web.incentive_shares"),
        ({"parts": (NPS, Part("nps", 0, 0.0, 50.0))}, "web.incentive_twice"),
        ({"parts": (Part("enps", 40, 0.0, 50.0),)}, "web.incentive_metric"),
        ({"parts": (Part("closed", 40, 0.0, 50.0, "department", "it"),)}, "web.incentive_cut"),
        ({"parts": (Part("nps", 40, 0.0, 50.0, "", "it"),)}, "web.incentive_cut"),
        ({"parts": (Part("nps", 40, 0.0, 50.0, "survey", "it"),)}, "web.incentive_cut"),
        ({"parts": (Part("nps", 40, 50.0, 0.0),)}, "web.incentive_thresholds"),
        ({"parts": (Part("nps", 40, 50.0, 50.0),)}, "web.incentive_thresholds"),
        ({"parts": (Part("nps", 40, math.nan, 50.0),)}, "web.incentive_thresholds"),
        ({"parts": (Part("csat", 40, -1.0, 50.0),)}, "web.incentive_thresholds"),
        ({"parts": (Part("resolution_time", 40, 1.0, 50.0),)}, "web.incentive_thresholds"),
        ({"parts": tuple(Part("nps", 5, 0.0, 50.0, "segment", str(n)) for n in range(7))}, "web.incentive_parts"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(organisation, more, code):
    told = {"title": "x", "who": "y", "people": 8, "every": "month", "sales": 60, "parts": (NPS,)} | more
    with pytest.raises(MisuseError) as raised:
        incentive_create(organisation, Scheme(**told), SYSTEM)
    assert code in {fault.code for fault in raised.value.faults}
    assert all(fault.sentence(language) for fault in raised.value.faults for language in ("ru", "en"))
    assert not Incentive.objects.exists()


def test_an_owner_without_a_role_is_refused(organisation, people):
    with pytest.raises(MisuseError, match=r"web.owner_without_role"):
        scheme(organisation, owner=people["stranger"])


def test_two_editors_lose_nothing_and_new_rules_carry_their_day(organisation, people):
    made = scheme(organisation)
    long_ago = made.ruled_at
    same = scheme_of(made)
    incentive_change(made, Scheme(**{**same.__dict__, "title": "Desk of service"}), 0, SYSTEM)
    made.refresh_from_db()
    assert (made.title, made.ruled_at) == ("Desk of service", long_ago)
    with pytest.raises(MisuseError, match=r"web.changed_meanwhile"):
        incentive_change(made, same, 0, SYSTEM)
    incentive_change(made, Scheme(**{**same.__dict__, "least": 50}), 1, SYSTEM)
    made.refresh_from_db()
    assert made.ruled_at > long_ago
    told = list(Entry.objects.filter(target=made.target).order_by("number"))
    assert [each.action for each in told] == ["incentive.created", "incentive.changed", "incentive.changed"]
    assert "Service desk" not in str([(each.before, each.after) for each in told])
    assert told[-1].after["least"] == 50


def test_periods_are_only_those_that_are_over():
    import datetime as dt

    day = dt.date(2026, 2, 10)
    assert [each.code for each in over("month", day)][:3] == ["2026-01", "2025-12", "2025-11"]
    assert [each.code for each in over("quarter", day)][:2] == ["2025-Q4", "2025-Q3"]
    assert span_of("quarter", "2025-Q4", day) == Span(2025, 10, 3)
    assert span_of("quarter", "2025-Q4", day).months == ("2025-10", "2025-11", "2025-12")
    assert span_of("quarter", "2025-Q1", day).before.code == "2024-Q4"
    for every, code in (("month", "2026-02"), ("month", "2025-Q4"), ("quarter", "2026-Q1"), ("month", "2025-13"),
                        ("month", "²025-01"), ("quarter", "")):  # fmt: skip
        assert span_of(every, code, day) is None


def test_a_person_gets_own_schemes_and_leaves_them(organisation, people):
    made = scheme(organisation, owner=people["agent"])
    assert export(people["agent"], SYSTEM)["improvement"]["incentives"][0]["title"] == "Desk"
    erase(people["agent"], 0, SYSTEM)
    made.refresh_from_db()
    assert made.owner is None
