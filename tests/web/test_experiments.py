"""Actions as experiments: what they are to show, on pages and by the API, and that none ends without a result."""

import pytest
from api_kit import Program, codes
from django.urls import reverse
from django.utils.html import escape
from feedback_kit import HOSTILE

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.improvement.experiments import Finding, Trial, experiment_end, experiment_set
from centricity.web.improvement.models import Action, Experiment
from centricity.web.improvement.services import Plan, action_create, action_end

pytestmark = pytest.mark.django_db

ROOT = "/organisations/acme/actions"
TRIAL = Trial("Shorter forms are filled in more often", 50.0, metric="csat", before=41.5)


def trying(organisation, owner=None):
    """An action that is to show something."""
    action = action_create(organisation, Plan("Shorten the form", owner), SYSTEM)
    experiment_set(action, TRIAL, 0, SYSTEM)
    return Action.objects.get()


def faults(caught):
    return [fault.code for fault in caught.value.faults]


def test_an_action_becomes_an_experiment_and_ends_with_its_result(client, people, organisation):
    action = action_create(organisation, Plan("Shorten the form", people["agent"]), SYSTEM)
    page, end = (reverse(name, args=["acme", action.pk]) for name in ("action", "action_end"))
    address = reverse("action_experiment", args=["acme", action.pk])
    sent = {"hypothesis": "Shorter is better", "metric": "csat", "measure": "", "before": "41.5", "wanted": "50",
            "version": 0}  # fmt: skip
    client.force_login(people["agent"])
    assert client.post(address, sent).status_code == 403
    client.force_login(people["analyst"])
    for bad in ({"wanted": ""}, {"wanted": "nan"}, {"before": "1e400"}, {"metric": "nothing"}, {"hypothesis": " "},
                {"measure": "queue"}, {"metric": ""}, {"version": 5}):  # fmt: skip
        assert client.post(address, sent | bad).status_code == 422, bad
    assert client.post(address, sent).status_code == 302
    shown = client.get(page).content.decode()
    for text in ("Shorter is better", "41.5", "50", "The hypothesis is"):
        assert text in shown
    client.force_login(people["agent"])
    told = {"state": "done", "outcome": "It is short now", "version": 1}
    for more in ({}, {"result": "", "after": "52"}, {"result": "confirmed"}, {"result": "maybe", "after": "5"}):
        assert client.post(end, told | more).status_code == 422, more
    assert client.post(end, told | {"result": "confirmed", "after": "52.25"}).status_code == 302
    made = Experiment.objects.get()
    assert (made.result, made.after, made.before, made.wanted) == ("confirmed", 52.25, 41.5, 50.0)
    shown = client.get(page).content.decode()
    assert "52.25" in shown
    assert "confirmed" in shown
    client.force_login(people["analyst"])
    assert client.post(address, sent | {"version": 2}).status_code == 422
    actions = list(Entry.objects.filter(target=action.target).order_by("number").values_list("action", flat=True))
    assert actions == ["action.created", "action.experiment", "action.ended"]
    assert "Shorter" not in str(list(Entry.objects.values_list("before", "after")))


def test_what_is_no_experiment_ends_as_before(client, people, organisation):
    action = action_create(organisation, Plan("x"), SYSTEM)
    client.force_login(people["analyst"])
    assert "The hypothesis is" not in client.get(reverse("action", args=["acme", action.pk])).content.decode()
    sent = {"state": "done", "outcome": "Both mended", "version": 0}
    assert client.post(reverse("action_end", args=["acme", action.pk]), sent).status_code == 302


@pytest.mark.parametrize(
    ("trial", "code"),
    [
        (Trial(" ", 1.0, metric="csat"), "web.hypothesis_needed"),
        (Trial("x" * 2001, 1.0, metric="csat"), "web.hypothesis_needed"),
        (Trial("x", 1.0), "web.measure_needed"),
        (Trial("x", 1.0, metric="csat", measure="x"), "web.measure_needed"),
        (Trial("x", 1.0, metric="no_such"), "web.measure_needed"),
        (Trial("x", 1.0, measure="x" * 201), "web.measure_needed"),
        (Trial("x", float("nan"), measure="x"), "web.value_too_large"),
        (Trial("x", 1.0, measure="x", before=float("inf")), "web.value_too_large"),
    ],
)
def test_a_trial_without_hypothesis_measure_or_value_is_refused(organisation, trial, code):
    action = action_create(organisation, Plan("x"), SYSTEM)
    with pytest.raises(MisuseError) as caught:
        experiment_set(action, trial, 0, SYSTEM)
    assert faults(caught) == [code]


def test_an_experiment_ends_only_with_a_result_and_a_value(organisation):
    action = trying(organisation)
    for finding, code in (
        (None, "web.result_needed"), (Finding("maybe", 1.0), "web.result_needed"),
        (Finding("not"), "web.after_needed"), (Finding("confirmed", float("inf")), "web.value_too_large"),
    ):  # fmt: skip
        with pytest.raises(MisuseError) as caught:
            experiment_end(action, "done", "x", finding, 1, SYSTEM)
        assert faults(caught) == [code]
    experiment_end(action, "dropped", "x", Finding("unclear"), 1, SYSTEM)
    made = Experiment.objects.get()
    assert (made.result, made.after) == ("unclear", None)


def test_two_who_end_an_experiment_leave_one_result(organisation):
    action = trying(organisation)
    experiment_end(action, "done", "x", Finding("not", 1.0), 1, SYSTEM)
    with pytest.raises(MisuseError):
        experiment_end(action, "done", "y", Finding("confirmed", 2.0), 1, SYSTEM)
    assert Experiment.objects.get().result == "not"
    with pytest.raises(MisuseError):
        action_end(action, "done", "y", 2, SYSTEM)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(client, people, organisation, text):
    action = action_create(organisation, Plan("x"), SYSTEM)
    experiment_set(action, Trial(text, 1.0, measure=text), 0, SYSTEM)
    client.force_login(people["analyst"])
    page = client.get(reverse("action", args=["acme", action.pk])).content.decode()
    assert escape(text) in page
    assert "<script>alert" not in page


def test_the_api_makes_tries_and_ends_actions(people, organisation):
    analyst, agent = Program.of(people["analyst"]), Program.of(people["agent"])
    experiment = {"hypothesis": "Shorter is better", "metric": "csat", "wanted": 50}
    wanted = {"title": "Shorten the form", "owner": people["agent"].pk, "due": "2030-01-31", "experiment": experiment}
    assert agent.post(ROOT, wanted).status_code == 403
    made = analyst.post(ROOT, wanted)
    assert made.status_code == 201
    told = made.json()
    assert told["experiment"] == experiment | {"measure": "", "before": None, "after": None, "result": None}
    one = f"{ROOT}/{told['id']}"
    assert agent.get(ROOT).json()["items"] == [told]
    assert agent.get(ROOT, {"ended": True}).json()["total"] == 0
    tag = agent.get(one).headers["ETag"]
    assert agent.post(f"{one}/end", {"state": "done", "outcome": "x"}).status_code == 428
    assert codes(agent.post(f"{one}/end", {"state": "done", "outcome": "x"}, If_Match=tag)) == ["web.result_needed"]
    assert agent.ask("put", f"{one}/experiment", experiment, If_Match=tag).status_code == 403
    better = experiment | {"before": 41.5}
    assert analyst.ask("put", f"{one}/experiment", better, If_Match='"other"').status_code == 412
    assert analyst.ask("put", f"{one}/experiment", better, If_Match=tag).status_code == 200
    ending = {"state": "done", "outcome": "Done", "result": "not", "after": 40}
    assert agent.post(f"{one}/end", ending, If_Match=tag).status_code == 412
    tag = agent.get(one).headers["ETag"]
    ended = agent.post(f"{one}/end", ending, If_Match=tag).json()
    assert (ended["state"], ended["experiment"]["result"], ended["experiment"]["after"]) == ("done", "not", 40.0)
    assert agent.get(ROOT, {"ended": True}).json()["total"] == 1


def test_the_api_refuses_what_does_not_fit_and_makes_nothing(people, organisation):
    analyst = Program.of(people["analyst"])
    for bad in (
        {"title": ""}, {"title": "x", "owner": 10**6}, {"title": "x", "due": "soon"}, {"title": "x", "more": 1},
        {"title": "x", "experiment": {"hypothesis": "x", "wanted": 1}},
        {"title": "x", "experiment": {"hypothesis": "x", "measure": "x", "wanted": 1e13}},
        {"title": "x", "experiment": {"hypothesis": "x", "measure": "x"}},
    ):  # fmt: skip
        assert analyst.post(ROOT, bad).status_code == 422, bad
    assert not Action.objects.exists()
