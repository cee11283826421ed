"""How many answers are begun from one network: a bound that robots meet, and people with patience do not mind."""

import re

import pytest
import voice_kit
from api_kit import Program
from asking_kit import turn
from django.db import OperationalError, connection
from django.test import Client
from survey_kit import customers
from voice_kit import Respondent, answered, content_of, opened

from centricity.web.environment import whole
from centricity.web.voice import crowding
from centricity.web.voice.crowding import kiosk_mark
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Arrival, Invite, Response

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time of the counts, which tests set; it begins with an hour."""
    state = {"now": 1_800_000_000}
    monkeypatch.setattr(crowding.time, "time", lambda: state["now"])
    return state


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ANSWERS_A_MINUTE, settings.ANSWERS_AN_HOUR = 2, 3
    return settings


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def begin(survey, query="", **more):
    return Respondent(survey, f"/s/{survey.link}/", **more).send(recommend="3")


@pytest.mark.parametrize(
    ("language", "said", "go"),
    [("en", "Nothing you have chosen or written is lost", "Next"), ("ru", "сохранено на этой странице", "Дальше")],
    ids=["en", "ru"],
)
def test_beyond_the_bound_the_page_comes_back_filled_in_and_is_taken_later(survey, clock, language, said, go):
    for _ in range(2):
        begin(survey)
    clock["now"] += 20
    third = Respondent(survey, language=language).send(recommend="3")
    assert (third.response.status_code, third.response["Retry-After"]) == (429, "40")
    assert said in third.text
    assert go in third.text
    assert re.search(r'value="3" checked', third.text)
    assert Response.objects.count() == 2
    clock["now"] += 40
    assert third.send(recommend="3").response.status_code == 200
    assert Response.objects.count() == 3


def test_what_was_written_and_chosen_comes_back_as_text(organisation, clock):
    both = {"ru": "?", "en": "?"}
    options = [{"code": each, "text": {"ru": each, "en": each}} for each in ("tea", "bread")]
    questions = [
        {"code": "said", "kind": "text", "text": both, "required": True},
        {"code": "many", "kind": "multiple", "text": both, "options": options, "other": True},
        {"code": "more", "kind": "text", "text": both, "required": True},
    ]
    content = content_of("exit") | {"pages": [{"code": "one", "questions": questions}], "ends": []}
    survey = opened(organisation, content)
    sent = {"said": "<script>alert(1)</script>", "many": ["bread", "other"], "many__other": "a chair"}
    for _ in range(2):
        Respondent(survey).send(**sent, more="x")
    page = Respondent(survey).send(**sent)
    assert page.response.status_code == 429
    raw = page.response.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw
    assert "<script" not in raw
    assert 'value="a chair"' in raw
    assert len(re.findall(r'value="(?:bread|other)" checked', raw)) == 2
    assert "will not do" not in raw


def test_an_hour_has_a_bound_of_its_own(survey, clock):
    for _ in range(2):
        begin(survey)
    clock["now"] += 60
    begin(survey)
    assert begin(survey).response["Retry-After"] == "3540"
    clock["now"] += 3_540
    assert begin(survey).response.status_code == 200


def test_other_networks_and_pages_that_follow_are_not_held_up(survey):
    someone = begin(survey)
    begin(survey)
    assert begin(survey).response.status_code == 429
    assert begin(survey, REMOTE_ADDR="192.0.2.7").response.status_code == 200
    assert someone.send(comment="x").response.status_code == 200


def test_kiosks_with_their_own_address_and_the_invited_are_not_limited(survey, organisation):
    (ada,) = customers(organisation, 1)
    for _ in range(4):
        query = f"kiosk={kiosk_mark(survey.link)}&channel=office"
        page = Client().get(f"/s/{survey.link}/?{query}").content.decode()
        key = re.search(r'name="key" value="([^"]*)"', page)[1]
        assert f"kiosk={kiosk_mark(survey.link)}" in page
        given = Client().post(f"/s/{survey.link}/?{query}", {"key": key, "page": "1", "recommend": "9"})
        assert given.status_code == 302
        assert kiosk_mark(survey.link) in given.url
    invite = Invite.objects.create(survey=survey, customer=ada)
    assert not Arrival.objects.exists()
    for _ in range(3):
        begin(survey)
    assert Respondent(survey, f"/s/p/{code_signed(invite.code)}/").send(recommend="9").response.status_code == 200


@pytest.mark.parametrize("mark", ["1", "", "é", "x" * 16], ids=["one", "nothing", "accent", "long"])
def test_whoever_calls_itself_a_kiosk_is_counted(survey, mark):
    assert mark != kiosk_mark(survey.link)
    told = {"page": "1", "recommend": "9"}
    statuses = []
    for _ in range(3):
        key = re.search(r'name="key" value="([^"]*)"', Client().get(f"/s/{survey.link}/").content.decode())[1]
        statuses.append(Client().post(f"/s/{survey.link}/?kiosk={mark}", told | {"key": key}).status_code)
    assert statuses == [302, 302, 429]


def test_a_mark_of_a_kiosk_holds_for_its_survey_alone(survey, organisation):
    other = opened(organisation, "exit", "exit")
    assert kiosk_mark(survey.link) != kiosk_mark(other.link)


def test_behind_a_proxy_the_last_address_that_it_tells_counts(survey, settings):
    settings.BEHIND_PROXY = True
    statuses = [
        begin(survey, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 198.51.100.{min(n, 3)}").response.status_code
        for n in range(6)
    ]
    assert statuses == [200, 200, 200, 200, 200, 429]
    settings.BEHIND_PROXY = False
    assert begin(survey, HTTP_X_FORWARDED_FOR="198.51.100.3").response.status_code == 200


def test_a_house_with_many_new_addresses_is_one_network(survey):
    statuses = [begin(survey, REMOTE_ADDR=f"2001:db8:0:1::{n}").response.status_code for n in range(1, 4)]
    assert statuses == [200, 200, 429]
    assert begin(survey, REMOTE_ADDR="2001:db8:0:2::1").response.status_code == 200
    assert begin(survey, REMOTE_ADDR="unknown").response.status_code == 200


def test_nought_sets_no_limit_and_counts_nothing(survey, limits):
    limits.ANSWERS_A_MINUTE = 0
    for _ in range(3):
        assert begin(survey).response.status_code == 200
    assert begin(survey).response.status_code == 429
    Arrival.objects.all().delete()
    limits.ANSWERS_AN_HOUR = 0
    assert begin(survey).response.status_code == 200
    assert not Arrival.objects.exists()


def test_what_is_kept_tells_neither_address_nor_answer_and_goes(organisation, clock, settings):
    survey = opened(organisation, content_of("relationship_nps") | {"anonymous": True})
    begin(survey, REMOTE_ADDR="192.0.2.7")
    first = set(Arrival.objects.values_list("who", flat=True))
    assert {field.name for field in Arrival._meta.get_fields()} == {"id", "who", "span", "number", "n"}
    assert not any("192.0.2.7" in each for each in first)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voice_response")
        assert not any(each in str(cursor.fetchall()) for each in first)
    clock["now"] += 24 * 3_600
    begin(survey, REMOTE_ADDR="192.0.2.7")
    settings.SECRET_KEY = "another" * 10
    begin(survey, REMOTE_ADDR="192.0.2.7")
    assert Arrival.objects.values("who").distinct().count() == 3
    turn("survey.forget")
    assert Arrival.objects.count() == 4
    clock["now"] += 3_600
    turn("survey.forget")
    assert not Arrival.objects.exists()


def test_most_people_are_counted_without_the_database_and_a_crowd_is_told_to_all_processes(survey, settings):
    settings.ANSWERS_A_MINUTE = settings.ANSWERS_AN_HOUR = 60
    for _ in range(2):
        begin(survey)
    assert not Arrival.objects.exists()
    begin(survey)
    assert set(Arrival.objects.values_list("n", flat=True)) == {3}
    crowding._HERE.clear()  # as another process, which has counted nobody
    Arrival.objects.update(n=58)
    begin(survey)
    begin(survey)
    assert begin(survey).response.status_code == 429
    assert set(Arrival.objects.values_list("n", flat=True)) == {61}


def test_whoever_is_refused_again_and_again_writes_nothing(survey):
    for _ in range(3):
        begin(survey)
    kept = sorted(Arrival.objects.values_list("span", "n"))
    for _ in range(5):
        assert begin(survey).response.status_code == 429
    assert sorted(Arrival.objects.values_list("span", "n")) == kept


def test_a_database_that_takes_no_counts_gives_the_page_of_what_was_not_kept(survey, monkeypatch):
    def full(counts):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(crowding, "_add", full)
    page = begin(survey)
    assert (page.response.status_code, page.response["Retry-After"]) == (503, "60")
    assert 'name="recommend" value="3"' in page.response.content.decode()
    assert not Response.objects.exists()


def test_a_process_remembers_so_many_addresses_at_most(survey, monkeypatch):
    monkeypatch.setattr(crowding, "MOST", 4)
    for n in range(6):
        assert begin(survey, REMOTE_ADDR=f"192.0.2.{n}").response.status_code == 200
    assert len(crowding._HERE) <= 5


def test_a_robot_that_is_known_for_one_is_not_counted(survey):
    someone = Respondent(survey)
    someone.client.post(someone.path, someone.hidden | {"recommend": "9", "website": "x"})
    assert not Arrival.objects.exists()
    answered(survey, recommend="9", again="5")
    assert Arrival.objects.count() == 2


@pytest.mark.parametrize(
    ("told", "read"),
    [("5", 5), ("0", 0), ("", 7), ("-1", 7), ("x", 7), ("1" * 12, 7), ("٣", 7)],
    ids=["five", "nought", "nothing", "negative", "word", "huge", "other_digit"],
)
def test_a_setting_that_is_no_count_leaves_the_usual_one(monkeypatch, told, read):
    monkeypatch.setenv("CENTRICITY_TEST_COUNT", told)
    assert whole("CENTRICITY_TEST_COUNT", 7) == read


def test_the_page_of_a_survey_and_the_api_give_the_address_of_its_kiosk(client, people, survey):
    client.force_login(people["cx_director"])
    mark = kiosk_mark(survey.link)
    page = client.get("/surveys/acme/pulse/").content.decode()
    assert f"/s/{survey.link}/?channel=office&amp;kiosk={mark}" in page

    assert Program.of(people["cx_director"]).get("/surveys/acme/pulse").json()["kiosk"] == mark
