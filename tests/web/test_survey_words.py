"""What pages of surveys and panels say: states in their gender, why a number is withheld, how pages are called."""

import re

import pytest
from django.utils.translation import override
from survey_kit import answer, customers, invited, respond
from voice_kit import content_of, opened

from centricity.web.audit.field_words import pairs
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Import as CustomerFile
from centricity.web.feedback.models import Import as FeedbackFile
from centricity.web.feedback.models import Theme
from centricity.web.improvement.models import Barrier
from centricity.web.panels.models import Panel
from centricity.web.people.models import User
from centricity.web.voice.models import Survey
from centricity.web.voice.results import Results
from centricity.web.voice.services import draft_set, state_set

ROOM = "/surveys/acme/pulse/"


@pytest.fixture
def director(client, people):
    client.force_login(people["cx_director"])
    return client


def read(client, address="", language="en"):
    """The text of a page in a language."""
    User.objects.filter(pk=client.session["_auth_user_id"]).update(language=language)
    page = client.get(f"{ROOM}{address}").content.decode()
    return re.sub(r"\s+", " ", page)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (Survey.State.OPEN, "открыт"), (Survey.State.CLOSED, "закрыт"), (Theme.State.OPEN, "открыта"),
        (Theme.State.DONE, "решена"), (Barrier.State.OPEN, "открыт"), (Panel.State.CLOSED, "закрыта"),
        (CustomerFile.State.DONE, "готов"), (FeedbackFile.State.DONE, "готов"),
    ],
)  # fmt: skip
def test_a_state_has_the_gender_of_its_thing(state, said):
    with override("ru"):
        assert str(state.label) == said


def test_numbers_and_places_keep_within_what_may_be_answered(organisation):
    content = content_of("relationship_nps")
    text = {"ru": "в", "en": "q"}
    options = [{"code": code, "text": {"ru": code, "en": code}} for code in ("a", "b")]
    content["pages"] = [{"code": "p", "questions": [
        {"code": "times", "kind": "number", "text": text, "minimum": 0, "maximum": 10},
        {"code": "order", "kind": "ranking", "text": text, "options": options},
    ]}]  # fmt: skip
    content.pop("ends", None)
    made = opened(organisation, content)
    for times, order in ((10, ["a", "b"]), (10, ["a", "b"]), (6, ["b", "a"])):
        respond(made, {"times": times, "order": order})
    items = {item.code: item for item in Results(made, "en").items}
    value, low, high = items["times"].figure
    assert (value, high) == (pytest.approx(26 / 3), 10)
    assert 0 < low < value
    for bar in items["order"].bars:
        assert bar.figure[1] >= 1
        assert bar.figure[2] <= 2


def test_charts_of_answers_have_heads_and_texts_tell_of_how_many(director, organisation, monkeypatch):
    monkeypatch.setattr("centricity.web.voice.results.MOST_TEXTS", 2)
    made = opened(organisation)
    for n in range(3):
        respond(made, {"recommend": 9, "comment": f"text {n}"})
    page = read(director, "results/")
    assert "Share, with its 95% interval</th>" in page
    assert "2 of 3 texts" in page
    assert "Доля и её интервал 95 %" in read(director, "results/", "ru")


def test_a_closed_survey_waits_for_no_answers(director, organisation):
    made = opened(organisation)
    assert "No answers yet." in read(director, "results/")
    state_set(made, "closed", made.version, SYSTEM)
    page = read(director, "results/")
    assert "No answers." in page
    assert "No answers yet." not in page


def test_invitations_are_told_apart_from_answers_by_channel(director, organisation):
    made = opened(organisation)
    people = customers(organisation, 4, segment="home")
    invited(made, people)
    answer(made, people[:3], channel="phone")
    respond(made, {"recommend": 3}, channel="office")
    page = read(director, "response/")
    assert "Invitations delivered" in page
    row = re.search(r'<th scope="row">e-mail</th>(.*?)</tr>', page)[1]
    assert re.findall(r'<td class="n">([^<]*)</td>', row)[:2] == ["4", "3"]


def test_a_page_is_called_by_its_first_question_and_conditions_by_theirs(director, organisation):
    made = opened(organisation)
    content = content_of("relationship_nps")
    content["pages"][-1]["show"] = {"all": [{"question": "recommend", "at_most": 6}]}
    draft_set(made, content, made.version, SYSTEM)
    page = read(director, "build/")
    asked = content["pages"][0]["questions"][0]["text"]["en"]
    assert f"<h2>1. {asked[:59]}" in page
    assert f'<code class="note">{content["pages"][0]["code"]}</code>' in page


def test_a_preview_shows_either_background(director, organisation):
    opened(organisation)
    assert '<html lang="en" class="dark">' in read(director, "preview/1/?paper=dark&lang=en")
    assert '<html lang="en" class="light">' in read(director, "preview/1/?paper=light&lang=en")
    assert '<html lang="en">' in read(director, "preview/1/?paper=green&lang=en")


@pytest.mark.parametrize(("language", "said"), [("en", "to unsubscribe does not work"), ("ru", "отказа от опросов не")])
def test_a_wrong_link_to_unsubscribe_says_how_else_it_is_done(client, db, language, said):
    page = client.get(f"/s/out/nothing/?lang={language}")
    assert page.status_code == 404
    assert said in page.content.decode()
    assert said not in client.get(f"/s/p/nothing/?lang={language}").content.decode()


def test_the_plan_names_its_units_and_takes_a_comma_in_russian(director, organisation):
    opened(organisation)
    assert 'value="1.1"' in read(director, "plan/")
    assert 'value="1,1"' in read(director, "plan/", "ru")
    asked = "plan/?what=share&goal=margin&size=5&share=50&confidence=0.95"
    assert "Margin, ± percentage points" in read(director, asked)
    assert "Погрешность, ± п. п." in read(director, asked, "ru")


def test_the_journal_tells_the_state_of_a_barrier_in_its_gender():
    with override("ru"):
        assert pairs("barrier.changed", {"state": "open"}, {}) == [("состояние", "открыт")]
        assert pairs("theme.changed", {"state": "open"}, {}) == [("состояние", "открыта")]
