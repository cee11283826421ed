"""Shares that a survey is weighed to: told in a form, kept with every change, shown beside what it is without."""

import re
from html import unescape

import pytest
from django.utils import translation
from survey_kit import answer, customers, respond
from test_surveys import six
from voice_kit import opened, unhurried

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.models import Rating, Targets
from centricity.web.voice.services import state_set
from centricity.web.voice.weighing import Weighing, groups_of, targets_of, targets_set

pytestmark = pytest.mark.django_db
PAGE, RESULTS = "/surveys/acme/pulse/weights/", "/surveys/acme/pulse/results/"
HALVES = {"segment": {"home": 50.0, "office": 50.0}}


@pytest.fixture(autouse=True)
def english(monkeypatch):
    unhurried(monkeypatch)
    with translation.override("en"):
        yield


@pytest.fixture
def analyst(client, people):
    client.force_login(people["analyst"])
    return client


@pytest.fixture
def pulse(organisation):
    """Thirty homes that recommend, ten offices that do not."""
    made = opened(organisation)
    answer(made, customers(organisation, 30, segment="home", market="B2C"), 10)
    answer(made, customers(organisation, 10, segment="office", market="B2B"), 2)
    return made


def send(client, number=0, largest="5", do="keep", **shares):
    sent = {"number": number, "largest": largest, "do": do}
    return client.post(PAGE, sent | {name.replace("_", "-"): value for name, value in shares.items()})


def text(response):
    return unescape(response.content.decode())


def weighed(survey, shares, largest=5.0):
    return Weighing(survey, targets_set(survey, shares, largest, survey.targets.count(), SYSTEM), "en")


def test_weights_bring_the_metric_to_the_known_shares(pulse):
    made = weighed(pulse, HALVES)
    assert made.faults == []
    (nps,) = [each for each in made.figures if each.metric == "NPS"]
    assert (nps.value, nps.weighted, nps.n) == ("50.0", "0.0", 40)
    assert made.raked.effective_n == pytest.approx(40**2 / (30 * (2 / 3) ** 2 + 10 * 2**2))
    assert nps.effective == pytest.approx(made.raked.effective_n)
    assert made.raked.design_effect == pytest.approx(40 / made.raked.effective_n)
    assert made.heaviest == pytest.approx(2)


def test_results_show_both_and_what_the_weights_cost(analyst, pulse):
    assert "Weighted" not in text(analyst.get(RESULTS))
    response = send(analyst, segment_0="50", segment_1="50,0")
    assert (response.status_code, response.url) == (302, RESULTS)
    page = text(analyst.get(RESULTS))
    assert "segment – home 50.0%, office 50.0%" in page
    for said in ("Effective n", "Design effect", "Largest weight", ">50.0<", "<strong>0.0</strong>", "1.33"):
        assert said in page, said


def test_two_columns_are_raked_together(pulse, organisation):
    answer(pulse, customers(organisation, 5, segment="office", market="B2C"), 5)
    answer(pulse, customers(organisation, 5, segment="home", market="B2B"), 5)
    made = weighed(pulse, HALVES | {"market": {"B2B": 30.0, "B2C": 70.0}})
    assert made.faults == []
    mass = made.people["n"].to_numpy() * made.raked.weights
    b2b = (made.people["market"] == "B2B").to_numpy()
    assert mass[b2b].sum() / mass.sum() == pytest.approx(0.3)


def test_those_of_whom_nothing_is_known_keep_their_share(pulse):
    for _ in range(10):
        respond(pulse, {"recommend": 8})
    made = weighed(pulse, HALVES)
    assert (made.faults, made.unknown) == ([], {"segment": 10})
    weights = dict(zip(made.people["segment"], made.raked.weights, strict=True))
    assert weights == pytest.approx({"": 1.0, "home": 2 / 3, "office": 2.0})


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"segment": {"home": 50.0, "office": 30.0, "shop": 20.0}},
         "“shop” of “segment” is to have a share of 0.2, but nobody"),
        ({"segment": {"home": 60.0, "shop": 40.0}}, "“office” of “segment” has no share, but 10 answers"),
        ({"market": {"B2C": 50.0, "B2G": 50.0}}, "“B2G” of “market” is to have a share"),
    ],
)  # fmt: skip
def test_what_cannot_be_weighed_is_said_in_words_and_nothing_is_weighed(analyst, pulse, shares, said):
    made = weighed(pulse, shares)
    assert (made.raked, made.figures) == (None, [])
    page = text(analyst.get(RESULTS))
    assert "Answers are not weighed:" in page
    assert said in page
    assert "Design effect" not in page


def test_a_weight_beyond_the_largest_is_told(analyst, pulse):
    weighed(pulse, {"segment": {"home": 5.0, "office": 95.0}}, 1.5)
    assert "The weights did not settle" in text(analyst.get(RESULTS))
    send(analyst, number=1, largest="4", segment_0="5", segment_1="95")
    assert "Design effect" in text(analyst.get(RESULTS))


def test_every_fault_of_the_form_is_told_at_once(analyst, pulse):
    response = send(analyst, largest="1", segment_0="60", segment_1="30", market_0="x", market_1="")
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {"__all__", "largest", "market-0", "market-1"}
    page = text(response)
    assert "Together it must be 100%; it is 90.0%." in page
    assert 'value="60"' in page
    assert not Targets.objects.exists()


@pytest.mark.parametrize("share", ["-1", "101", "nan", "inf", "1e400", "<b>", "50 50"])
def test_no_share_that_is_none_is_taken(analyst, pulse, share):
    response = send(analyst, segment_0=share, segment_1="50")
    assert response.status_code == 422
    assert "segment-0" in response.context["form"].errors
    assert "<b>" not in response.content.decode()


def test_thirds_of_one_decimal_are_a_hundred(pulse):
    made = weighed(pulse, {"segment": {"home": 33.3, "office": 66.7}})
    assert made.faults == []
    with pytest.raises(MisuseError):
        targets_set(pulse, {"segment": {"home": 33.3, "office": 66.6}}, 5.0, 1, SYSTEM)


def test_services_refuse_what_the_form_would(pulse):
    with pytest.raises(MisuseError) as refused:
        targets_set(pulse, {"age": {"a": 100.0}, "segment": {"home": -10.0, "office": 110.0}}, 99.0, 0, SYSTEM)
    assert [fault.code for fault in refused.value.faults] == [
        "stats.out_of_range", "voice.weight_column", "voice.weight_sum",
    ]  # fmt: skip


def test_every_change_is_kept_and_audited(analyst, pulse):
    send(analyst, segment_0="50", segment_1="50")
    send(analyst, number=1, segment_0="70", segment_1="30")
    send(analyst, number=2, do="drop", segment_0="x", segment_1="")
    assert [(each.number, each.shares) for each in pulse.targets.all()] == [
        (3, {}), (2, {"segment": {"home": 70, "office": 30}}), (1, HALVES),
    ]  # fmt: skip
    entries = Entry.objects.filter(action="survey.weighted").order_by("pk")
    assert [entry.after["shares"] for entry in entries] == [HALVES, {"segment": {"home": 70.0, "office": 30.0}}, {}]
    assert 'id="weighted"' not in text(analyst.get(RESULTS))
    page = text(analyst.get(PAGE))
    assert "not weighed" in page
    assert "home 70.0" in page


def test_of_two_who_change_the_shares_the_second_is_told(analyst, pulse):
    send(analyst, segment_0="50", segment_1="50")
    response = send(analyst, segment_0="10", segment_1="90")
    assert response.status_code == 422
    assert "changed" in text(response)
    assert targets_of(pulse).shares == HALVES


@pytest.mark.parametrize("sent", [{}, {"number": "x", "do": "drop"}, {"number": "-1", "largest": "5"}])
def test_a_form_that_no_page_sent_is_refused(analyst, pulse, sent):
    assert analyst.post(PAGE, sent).status_code == 422
    assert not Targets.objects.exists()


def test_groups_that_nobody_of_answered_need_no_share(organisation, people):
    made = opened(organisation, "exit", "leaving")
    assert groups_of(made, "department") == {}
    assert groups_of(made, "segment") == {}


def test_a_nameless_survey_takes_shares_once_closed_and_of_large_groups_alone(analyst, organisation):
    made = six(organisation, {"sales": 6, "it": 7})
    page = text(analyst.get(PAGE))
    assert "Shares can be told once it is closed." in page
    assert "n = " not in page
    with pytest.raises(MisuseError) as refused:
        targets_set(made, {"department": {"sales": 50.0, "it": 50.0}}, 5.0, 0, SYSTEM)
    assert refused.value.faults[0].code == "voice.weight_sealed"
    made = state_set(made, "closed", 2, SYSTEM)
    page = text(analyst.get(PAGE))
    assert "n = " not in re.sub("minimum n = ", "", page)
    assert weighed(made, {"department": {"sales": 50.0, "it": 50.0}}).figures
    assert "Design effect" in text(analyst.get(RESULTS))


@pytest.mark.parametrize("counts", [{"sales": 6, "it": 4}, {"sales": 9, "it": 0}, {"sales": 9, "it": 1}])
def test_weights_give_no_small_group_of_a_nameless_survey_away(analyst, organisation, counts):
    made = state_set(six(organisation, counts), "closed", 2, SYSTEM)
    for shares in ({"sales": 50.0, "it": 50.0}, {"sales": 100.0, "it": 0.0}):
        with pytest.raises(MisuseError) as refused:
            targets_set(made, {"department": shares}, 5.0, 0, SYSTEM)
        assert [(each.code, each.fields) for each in refused.value.faults] == [("voice.weight_small", {"least": 5})]
    response = send(analyst, department_0="50", department_1="50")
    assert response.status_code == 422
    assert not Targets.objects.exists()


def test_a_question_that_too_few_of_a_group_answered_is_withheld(organisation):
    made = state_set(six(organisation, {"sales": 8, "it": 8}), "closed", 2, SYSTEM)
    kept = made.responses.filter(values__department="it").first()
    first = made.current.questionnaire.questions[1].series
    of_it = made.responses.filter(values__department="it").values_list("pk", flat=True)
    Rating.objects.filter(series=first, response__in=of_it).exclude(response=kept).delete()
    figures = weighed(made, {"department": {"sales": 50.0, "it": 50.0}}).figures
    assert [each.hidden for each in figures] == [True, False, False, False, False, False]
    assert (figures[0].value, figures[0].weighted, figures[0].n) == ("", "", 0)


def test_names_of_groups_are_shown_as_text(analyst, organisation):
    made = opened(organisation)
    answer(made, customers(organisation, 3, segment="<i>x</i>"))
    answer(made, customers(organisation, 3, segment="b"))
    assert "<i>x" not in analyst.get(PAGE).content.decode()
    weighed(made, {"segment": {"<i>x</i>": 50.0, "b": 50.0}})
    for page in (PAGE, RESULTS):
        assert "<i>x" not in analyst.get(page).content.decode()


@pytest.mark.parametrize(("role", "status"), [("executive", 403), ("agent", 403), ("stranger", 404), ("analyst", 200)])
def test_whoever_builds_weighs(client, people, pulse, role, status):
    client.force_login(people[role])
    assert client.get(PAGE).status_code == status


def test_without_answers_there_is_nothing_to_weigh(analyst, organisation):
    made = opened(organisation)
    assert "There are no two groups to tell apart yet." in text(analyst.get(PAGE))
    assert weighed(made, HALVES).faults[0].code == "voice.weight_nobody"
