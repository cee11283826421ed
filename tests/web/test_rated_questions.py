"""Questions on a scale of their own as metrics: one series, one scale, down to the answers, guarded like the others."""

import copy
import datetime as dt

import pytest
from api_kit import Program, codes
from survey_kit import customers, respond
from test_behind import links_of, page_of, scores_of
from voice_kit import content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.home import goal_setting, watching
from centricity.web.home.alerts import raise_alerts
from centricity.web.home.heard import months_of
from centricity.web.home.models import Alert, Goal, Watch
from centricity.web.home.questions import questions_of
from centricity.web.people.models import User
from centricity.web.people.services import organisation_create
from centricity.web.voice import breaks
from centricity.web.voice.services import draft_set, publish, state_set
from centricity.web.voice.tallies import fold

pytestmark = pytest.mark.django_db
LIST = "/dashboard/acme/questions/"
API = "/organisations/acme/questions"
STAYED = f"{LIST}pulse/stay/"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    for kept in (breaks._FIRST, breaks._MIXED):
        kept._made.clear()


@pytest.fixture
def agent(client, people):
    client.force_login(people["agent"])
    return client


def text(ru, en):
    return {"ru": ru, "en": en}


def asking(organisation, code="pulse", **more):
    """A survey with a rating on four levels, and a matrix of two rows on ten."""
    stay = {"code": "stay", "kind": "rating", "text": text("Как отель?", "How was the stay?"), "scale": {"max": 4}}
    parts = {
        "code": "parts", "kind": "matrix", "text": text("Оцените", "Rate"), "scale": {"min": 0, "max": 10},
        "rows": [{"code": "bed", "text": text("кровать", "bed")}, {"code": "food", "text": text("еда", "food")}],
    }  # fmt: skip
    content = content_of("relationship_nps") | {"pages": [{"code": "p", "questions": [stay, parts]}]} | more
    return opened(organisation, content, code)


def said(survey, values, month="2026-10", market="", **more):
    at = dt.datetime.fromisoformat(f"{month}-15T12:00:00+00:00")
    (one,) = customers(survey.organisation, 1, market=market)
    return respond(survey, values, one, ended_at=at, begun_at=at, **more)


@pytest.fixture
def survey(organisation):
    made = asking(organisation)
    for month, market, scores in (
        ("2026-09", "B2B", [1, 2, 1, 2]), ("2026-10", "B2B", [4, 4, 3]), ("2026-10", "B2C", [4, 3, 4]),
    ):  # fmt: skip
        for score in scores:
            said(made, {"stay": score, "parts": {"bed": 2 * score, "food": 10}}, month, market)
    return made


def test_questions_stand_side_by_side_with_scale_mean_interval_n_and_change(agent, people, survey):
    page = page_of(agent, LIST)
    for words in ("How was the stay?", "Rate — bed", "Rate — food", "1–4", "0–10", ">3.67<", ">7.33<", "+2.17"):
        assert words in page, words
    assert "▲" in page
    User.objects.filter(pk=people["agent"].pk).update(language="ru")
    assert "Как отель?" in page_of(agent, LIST)


def test_counts_are_those_of_ratings_however_many_are_folded(people, survey):
    agent, path = Program.of(people["agent"]), f"{API}/pulse/parts:bed/parts?by=market"
    before = agent.get(API).json(), agent.get(path).json()
    list(fold(dt.timedelta()))
    assert (agent.get(API).json(), agent.get(path).json()) == before
    said(survey, {"stay": 1, "parts": {"bed": 0}}, market="B2B")
    assert [each["n"] for each in agent.get(path).json()["items"]] == [8, 3]


def test_the_list_asks_no_more_of_the_database_for_more_questions(
    agent, organisation, survey, django_assert_max_num_queries
):
    for n in range(6):
        said(asking(organisation, f"more{n}"), {"stay": 3})
    with django_assert_max_num_queries(40):
        page = page_of(agent, LIST)
    assert page.count("How was the stay?") == 7


def test_one_survey_alone_is_listed(agent, organisation, survey):
    asking(organisation, "other")
    page = page_of(agent, f"{LIST}?survey=other")
    assert page.count("How was the stay?") == 1
    assert "no answers yet" in page


def test_a_question_is_taken_apart_and_down_to_its_answers(agent, survey):
    for address in (STAYED, f"{LIST}pulse/parts:bed/", f"{STAYED}?column=market&key=B2B"):
        links = links_of(page_of(agent, address))
        assert links, address
        for href, value, n in links:
            page = page_of(agent, href)
            scores = scores_of(page)
            assert len(scores) == int(n), href
            assert value == f"{sum(scores) / len(scores):.2f}", href
    assert {"market=B2C" not in page_of(agent, STAYED), "of=B2C" in page_of(agent, STAYED)} == {True}


def test_the_page_names_its_survey_and_scale_and_offers_a_watch_a_target_and_keeping(client, people, survey):
    client.force_login(people["cx_director"])
    page = page_of(client, STAYED)
    assert "How was the stay?" in page
    assert "1–4" in page
    assert '<a href="/dashboard/acme/watches/new/?metric=pulse%3Astay">Watch this number</a>' in page
    assert '<a href="/dashboard/acme/targets/new/?metric=pulse%3Astay">Set a target</a>' in page
    assert 'name="metric" value="pulse:stay"' in page
    client.force_login(people["executive"])
    assert "Watch this number" not in page_of(client, STAYED)


def test_a_question_is_kept_as_a_view(client, people, survey):
    client.force_login(people["agent"])
    sent = {"name": "Stay of firms", "metric": "pulse:stay", "months": 6, "column": "market", "key": "B2B"}
    answer = client.post("/dashboard/acme/views/", sent)
    assert answer.status_code == 302
    assert answer.url == f"{STAYED}?months=6&column=market&key=B2B"
    page_of(client, answer.url)
    assert client.post("/dashboard/acme/views/", sent | {"name": "x", "metric": "pulse:nothing"}).status_code == 422
    program = Program.of(people["agent"])
    made = program.post("/organisations/acme/views", {"name": "Stay", "metric": "pulse:stay", "months": 3})
    assert (made.status_code, made.json()["metric"]) == (201, "pulse:stay")
    assert made.json()["address"] == f"{STAYED}?months=3"
    for metric, code in (("pulse:nothing", "web.view_page"), ("other", "web.value_unfit")):
        refused = program.post("/organisations/acme/views", {"name": metric, "metric": metric, "months": 3})
        assert (refused.status_code, codes(refused)) == (422, [code])


def test_a_watched_question_raises_an_alert_in_its_words(client, people, organisation, survey):
    client.force_login(people["cx_director"])
    new = "/dashboard/acme/watches/new/?metric=pulse%3Astay"
    assert "How was the stay?" in page_of(client, new)
    sent = {"part": "", "bound": "at_least", "value": "4", "certain": "0", "least": "1"}
    assert client.post(new, sent | {"value": "4.5"}).status_code == 422
    assert client.post(new, sent).status_code == 302
    watch = Watch.objects.get()
    assert "How was the stay?" in page_of(client, "/dashboard/acme/watches/")
    assert "How was the stay?" in page_of(client, f"/dashboard/acme/watches/{watch.pk}/")
    month = max(months_of(organisation, "pulse:stay"))
    raise_alerts(organisation, dt.datetime.fromisoformat(f"{month}-28T12:00:00+00:00"))
    alert = Alert.objects.get(kind="watch")
    page = page_of(client, f"/dashboard/acme/alerts/{alert.pk}/")
    assert "How was the stay? is below 4" in page
    assert STAYED in page
    Watch.objects.filter(pk=watch.pk).update(metric="pulse:gone")
    for address in ("/dashboard/acme/watches/", f"/dashboard/acme/watches/{watch.pk}/"):
        assert "pulse:gone" in page_of(client, address)


def test_a_question_has_a_target(client, people, organisation, survey, monkeypatch):
    client.force_login(people["cx_director"])
    monkeypatch.setattr(goal_setting, "LEAST", 1)
    month = max(months_of(organisation, "pulse:stay"))
    day = dt.date.fromisoformat(f"{month}-28")
    monkeypatch.setattr(goal_setting, "newest", lambda *told: watching.newest(*told[:3], day))
    new = "/dashboard/acme/targets/new/?metric=pulse%3Astay"
    sent = {"part": "", "amount": "0.3", "stated": "points", "due": "2030-01-01", "owner": ""}
    assert client.post(new, sent | {"amount": "5"}).status_code == 422
    answer = client.post(new, sent)
    assert answer.status_code == 302
    goal = Goal.objects.get()
    assert (goal.metric, round(goal.value - goal.base, 6)) == ("pulse:stay", 0.3)
    for address in (answer.url, "/dashboard/acme/targets/", STAYED):
        assert "How was the stay?" in page_of(client, address)
    rows = Program.of(people["cx_director"]).get("/organisations/acme/targets").json()["items"]
    assert [row["metric"] for row in rows] == ["pulse:stay"]


def test_a_program_watches_a_question_and_aims_at_it(people, survey):
    program = Program.of(people["cx_director"])
    wanted = {"metric": "pulse:stay", "bound": "at_least", "value": 3.5}
    made = program.post("/organisations/acme/watches", wanted)
    assert (made.status_code, made.json()["metric"]) == (201, "pulse:stay")
    assert made.json()["address"].startswith(STAYED)
    for metric, value, code in (("pulse:nothing", 3, "web.watch_metric"), ("pulse:stay", 5, "web.watch_value")):
        refused = program.post("/organisations/acme/watches", wanted | {"metric": metric, "value": value})
        assert (refused.status_code, codes(refused)) == (422, [code])
    aimed = {"metric": "pulse:nothing", "stated": "points", "amount": 1, "due": "2030-01-01"}
    assert codes(program.post("/organisations/acme/targets", aimed)) == ["web.watch_metric"]


def test_surveys_of_one_title_are_told_apart_by_their_codes(agent, organisation, survey):
    assert "pulse" not in page_of(agent, LIST).split("<tbody>")[1].replace("/pulse/", "")
    asking(organisation, "other")
    page = page_of(agent, LIST)
    for code in ("pulse", "other"):
        assert f"How customers see us · {code}</option>" in page
        assert f'<span class="note">How customers see us · {code}</span>' in page


def test_series_of_two_surveys_are_not_mixed(agent, organisation, survey):
    said(asking(organisation, "other"), {"stay": 1})
    assert 'month=2026-10">1.00</a>' in page_of(agent, f"{LIST}other/stay/")
    assert 'month=2026-10">3.67</a>' in page_of(agent, STAYED)


def rescaled(survey, most):
    """A next version that asks the same on another scale."""
    survey.refresh_from_db()
    draft = copy.deepcopy(survey.draft)
    draft["pages"][0]["questions"][0]["scale"]["max"] = most
    draft_set(survey, draft, survey.version, SYSTEM)
    survey.refresh_from_db()
    publish(survey, survey.version, SYSTEM)
    survey.refresh_from_db()
    return survey


@pytest.mark.parametrize("folded", [False, True])
def test_another_scale_is_another_series(agent, survey, folded):
    rescaled(survey, 10)
    said(survey, {"stay": 2, "parts": {"bed": 8}}, "2026-10")
    said(survey, {"stay": 9}, "2026-11")
    if folded:
        list(fold(dt.timedelta()))
    page = page_of(agent, STAYED)
    assert "1–10" in page
    assert "asked on a scale from 1 to 4" in page
    assert 'month=2026-10">2.00</a>' in page
    assert 'month=2026-11">9.00</a>' in page
    assert "2026-09" not in page
    earlier = page_of(agent, f"{LIST}pulse/stay::1-4/")
    assert 'month=2026-10">3.67</a>' in earlier
    assert "2026-11" not in earlier
    assert "asked on a scale from 1 to 10" in earlier
    (href, _value, n), *_ = [each for each in links_of(earlier) if "month=2026-10" in each[0]]
    assert len(scores_of(page_of(agent, href))) == int(n) == 6
    rows = page_of(agent, f"{LIST}pulse/parts:bed/")
    assert 'month=2026-10">7.43</a>' in rows  # the matrix kept its scale, and its series


def test_a_question_reworded_breaks_its_series_and_no_other(agent, survey):
    survey.versions.update(published_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    survey.refresh_from_db()
    draft = copy.deepcopy(survey.draft)
    draft["pages"][0]["questions"][0]["text"] = text("А теперь?", "And now?")
    draft_set(survey, draft, survey.version, SYSTEM)
    survey.refresh_from_db()
    publish(survey, survey.version, SYSTEM)
    survey.refresh_from_db()
    later = survey.current.published_at + dt.timedelta(minutes=1)
    (one,) = customers(survey.organisation, 1)
    respond(survey, {"stay": 4, "parts": {"bed": 1}}, one, ended_at=later, begun_at=later)
    assert "another wording" in page_of(agent, STAYED)
    assert "another wording" not in page_of(agent, f"{LIST}pulse/parts:bed/")
    assert "And now?" in page_of(agent, LIST)


def test_a_nameless_survey_stands_there_once_it_is_closed_and_whole(agent, organisation):
    made = asking(organisation, "nameless", anonymous=True, minimum_n=5)
    for _ in range(6):
        said(made, {"stay": 4, "parts": {"bed": 1}}, market="B2B")
    assert not questions_of(organisation)
    page_of(agent, f"{LIST}nameless/stay/", 404)
    made.refresh_from_db()
    state_set(made, "closed", made.version, SYSTEM)
    page = page_of(agent, f"{LIST}nameless/stay/")
    assert ">4.00</a>" in page
    assert "by=" not in page
    (href, _value, n), *_ = links_of(page)
    assert n == "6"
    assert "6 answers count here and are never listed" in page_of(agent, href)
    assert "A number leads to the answers behind it." not in page
    assert "A number leads to the answers behind it." in page_of(agent, asked_by_name(organisation))


def asked_by_name(organisation):
    """The page of a question whose answers are listed."""
    said(asking(organisation, "named"), {"stay": 3})
    return f"{LIST}named/stay/"


def test_a_question_of_a_nameless_survey_that_few_answered_is_withheld(agent, organisation):
    made = asking(organisation, "nameless", anonymous=True, minimum_n=5)
    for n in range(6):
        said(made, {"stay": 4} | ({"parts": {"bed": 1}} if n < 4 else {}))
    made.refresh_from_db()
    state_set(made, "closed", made.version, SYSTEM)
    assert "No answers yet." in page_of(agent, f"{LIST}nameless/parts:bed/")
    assert ">4.00<" in page_of(agent, f"{LIST}nameless/stay/")


def test_a_nameless_question_on_two_scales_is_not_told_by_scale(agent, organisation):
    """Its results tell both together: the smaller would come of them by subtraction."""
    made = asking(organisation, "nameless", anonymous=True, minimum_n=5)
    said(made, {"stay": 1, "parts": {"bed": 1}})
    rescaled(made, 10)
    for _ in range(9):
        said(made, {"stay": 4, "parts": {"bed": 1}})
    made.refresh_from_db()
    state_set(made, "closed", made.version, SYSTEM)
    for name in ("stay", "stay::1-4"):
        page_of(agent, f"{LIST}nameless/{name}/", 404)
    assert ">1.00</a>" in page_of(agent, f"{LIST}nameless/parts:bed/")


def test_what_no_survey_asks_is_not_found(agent, survey):
    for address in (f"{LIST}pulse/nothing/", f"{LIST}none/stay/", f"{LIST}pulse/stay:bed/", f"{LIST}pulse/stay::1-9/"):
        page_of(agent, address, 404)


def test_another_organisation_is_not_seen(agent, survey):
    organisation_create("other", "Другая", "Other", SYSTEM)
    page_of(agent, "/dashboard/other/questions/", 404)
    page_of(agent, "/dashboard/other/questions/pulse/stay/", 404)


def test_who_sees_figures_alone_lists_no_answers(client, people, survey):
    client.force_login(people["executive"])
    assert "you see the figure" in page_of(client, f"{STAYED}answers/?months=12&month=2026-10")
    assert client.get(f"{STAYED}answers.csv?months=12&month=2026-10").status_code == 403


def test_files_of_a_question(agent, survey):
    table = agent.get(f"{STAYED}table.csv")
    assert 'filename="acme-pulse-question.csv"' in table.headers["Content-Disposition"]
    assert "month,2026-10,3.66" in table.content.decode()
    assert agent.get(f"{STAYED}table.xlsx").content[:2] == b"PK"
    answers = agent.get(f"{STAYED}answers.csv?months=12&by=market&of=B2C").content.decode()
    assert answers.count(",B2C,") == 3


def test_a_program_lists_questions_and_reads_one(people, survey):
    agent = Program.of(people["agent"])
    items = agent.get(API).json()["items"]
    assert [each["question"] for each in items] == ["stay", "parts:bed", "parts:food"]
    first = items[0]
    assert (first["survey"], first["text"]["ru"], first["scale"]) == ("pulse", "Как отель?", {"low": 1, "high": 4})
    assert (first["month"], first["n"], first["verdict"], first["reworded"]) == ("2026-10", 6, "better", False)
    assert first["figure"]["value"] == pytest.approx(11 / 3)
    assert first["change"]["value"] == pytest.approx(11 / 3 - 1.5)
    months = agent.get(f"{API}/pulse/stay").json()["items"]
    assert [(each["month"], each["n"]) for each in months] == [("2026-09", 4), ("2026-10", 6)]
    assert [each["n"] for each in agent.get(f"{API}/pulse/stay?column=market&key=B2C").json()["items"]] == [3]
    parts = agent.get(f"{API}/pulse/parts:bed/parts?by=market").json()["items"]
    assert [(each["key"], each["n"]) for each in parts] == [("B2B", 7), ("B2C", 3)]
    behind = agent.get(f"{API}/pulse/parts:bed/answers?by=market&of=B2C").json()
    assert (behind["n"], {(each["series"], each["row"]) for each in behind["items"]}) == (3, {("parts", "bed")})
    assert agent.get(f"{API}/pulse/nothing").status_code == 404
    assert agent.get(f"{API}?survey=none").json()["total"] == 0


def test_a_question_stands_by_segments_of_rules_too(agent, organisation, survey):
    from test_metric_by_rule import segment

    segment(organisation, market="B2C")
    assert 'by=rule&of=business">3.67</a>' in page_of(agent, STAYED)
    made = asking(organisation, "nameless", anonymous=True, minimum_n=5)
    for _ in range(6):
        said(made, {"stay": 4}, market="B2C")
    made.refresh_from_db()
    state_set(made, "closed", made.version, SYSTEM)
    assert "By rule-based segment" not in page_of(agent, f"{LIST}nameless/stay/")
