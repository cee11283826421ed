"""Building a survey in the browser, publishing it, and reading what it came to."""

import re
from html import unescape

import pytest
import voice_kit
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from voice_kit import answered, content_of, opened, yaml_of

from centricity.errors import MisuseError, SurveyError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.models import Rating, Response, Survey
from centricity.web.voice.services import draft_set, publish, state_set, survey_create

pytestmark = pytest.mark.django_db
ROOM = "/surveys/acme/pulse/"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def analyst(client, people):
    client.force_login(people["analyst"])
    return client


@pytest.fixture
def director(client, people):
    client.force_login(people["cx_director"])
    return client


def told(response):
    return unescape(response.content.decode())


def fields_of(page):
    """Fields of a form as a browser would send them back."""
    sent = dict(re.findall(r'<input type="(?:hidden|text|number|email)" name="(\w+)" value="([^"]*)"', page))
    sent |= {
        name: unescape(text).removeprefix("\n")
        for name, text in re.findall(r'<textarea name="(\w+)".*?>(.*?)</textarea>', page, re.DOTALL)
    }
    sent |= dict.fromkeys(re.findall(r'<input type="checkbox" name="(\w+)"[^>]* checked', page), "on")
    for name, body in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        sent[name] = chosen[1] if chosen else re.search(r'<option value="([^"]*)"', body)[1]
    return {name: unescape(value) for name, value in sent.items()}


def changed(client, address, **change):
    """Fill in a form as it stands, with some fields changed."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, fields_of(page.content.decode()) | change)


def test_a_survey_is_built_published_opened_and_answered(director):
    made = director.post("/surveys/acme/new/", {"code": "pulse", "template": ""})
    assert made.url == f"{ROOM}build/"
    assert "There are no questions yet" in told(director.get(made.url))
    assert 'role="alert"' not in told(director.get(made.url))
    assert changed(director, f"{ROOM}build/settings/", title_ru="Пульс", title_en="Pulse").status_code == 302
    assert changed(director, f"{ROOM}build/pages/0/", code="first").status_code == 302
    question = {
        "kind": "nps",
        "code": "recommend",
        "text_ru": "Порекомендуете?",
        "text_en": "Recommend?",
        "required": "on",
    }
    assert changed(director, f"{ROOM}build/pages/0/questions/0/", **question).status_code == 302
    assert changed(director, f"{ROOM}build/pages/1/", code="second").status_code == 302
    why = {
        "kind": "single", "code": "why", "text_ru": "Почему?", "text_en": "Why?",
        "options": "speed | скорость | speed\nцена", "other": "on",
        "question0": "recommend", "test0": "at_most", "value0": "6",
    }  # fmt: skip
    assert changed(director, f"{ROOM}build/pages/1/questions/0/", **why).status_code == 302
    survey = Survey.objects.get(code="pulse")
    assert survey.draft["pages"][1]["questions"][0] == {
        "code": "why", "kind": "single", "text": {"ru": "Почему?", "en": "Why?"}, "other": True,
        "options": [{"code": "speed", "text": {"ru": "скорость", "en": "speed"}},
                    {"code": "o2", "text": {"ru": "цена", "en": "цена"}}],
        "show": {"all": [{"question": "recommend", "at_most": 6}]},
    }  # fmt: skip
    preview = told(director.get(f"{ROOM}preview/2/"))
    assert "Why?" in preview or "Почему?" in preview
    assert f'href="{ROOM}build/"' in preview
    assert f'href="{ROOM}preview/1/?' in preview
    phone = told(director.get(f"{ROOM}preview/2/?width=phone"))
    assert '<body class="phone">' in phone
    assert f'href="{ROOM}preview/1/?lang=en&width=phone"' in phone
    assert "Codes of options: why = speed, o2" in told(director.get(f"{ROOM}build/pages/1/"))
    director.post(f"{ROOM}publish/", {"version": survey.version})
    survey.refresh_from_db()
    director.post(f"{ROOM}state/", {"version": survey.version, "state": "open"})
    survey = Survey.objects.select_related("current").get(code="pulse")
    assert (survey.state, survey.current.number) == ("open", 1)
    answered(survey, recommend="3", why="speed")
    answered(survey, recommend="10")
    assert Response.objects.filter(state="whole").count() == 2
    actions = list(Entry.objects.filter(target=survey.target).order_by("number").values_list("action", flat=True))
    assert actions[0] == "survey.created"
    assert actions[-2:] == ["survey.published", "survey.state"]


def test_forms_give_back_what_they_show(analyst, organisation):
    """Every form of every template, sent as it stands, changes nothing of the draft."""
    for survey_id in ("relationship_nps", "internal_service", "exit", "transactional", "six_questions"):
        content = content_of(survey_id)
        survey = survey_create(organisation, "pulse", content, SYSTEM)
        for i, page in enumerate(content["pages"]):
            assert changed(analyst, f"{ROOM}build/pages/{i}/").status_code == 302
            for j, _question in enumerate(page["questions"]):
                assert changed(analyst, f"{ROOM}build/pages/{i}/questions/{j}/").status_code == 302
        for i, _end in enumerate(content.get("ends", [])):
            assert changed(analyst, f"{ROOM}build/ends/{i}/").status_code == 302
        survey.refresh_from_db()
        assert survey_plain(survey.draft) == survey_plain(content)
        survey.delete()


def survey_plain(content):
    """A draft as the library reads it: defaults told or not are the same."""
    from centricity.surveys.catalogue import inspect_content

    made, faults = inspect_content(content)
    assert not faults
    return made


def test_a_draft_with_faults_is_kept_but_never_published(analyst, organisation):
    content = content_of("relationship_nps")
    content["pages"][1]["questions"][0]["show"]["all"][0]["at_most"] = -1
    survey = survey_create(organisation, "pulse", content, SYSTEM)
    page = told(analyst.get(f"{ROOM}build/"))
    assert "Nobody will see “lacking”" in page
    with pytest.raises(SurveyError):
        publish(survey, survey.version, SYSTEM)
    assert "1 fault" in told(analyst.get(ROOM))
    unready = analyst.get(f"{ROOM}preview/1/")
    assert unready.status_code == 409
    assert f'href="{ROOM}build/"' in told(unready)


def test_of_two_editors_the_second_is_told(analyst, organisation):
    survey = survey_create(organisation, "pulse", content_of("exit"), SYSTEM)
    page = analyst.get(f"{ROOM}build/settings/").content.decode()
    draft_set(survey, content_of("transactional"), survey.version, SYSTEM)
    late = analyst.post(f"{ROOM}build/settings/", fields_of(page) | {"title_en": "Late"})
    assert late.status_code == 422
    assert "changed" in told(late).lower()
    survey.refresh_from_db()
    assert survey.title_en == "After a purchase or a service"


def test_parts_are_moved_and_taken_out(analyst, organisation):
    survey = survey_create(organisation, "pulse", content_of("relationship_nps"), SYSTEM)

    def does(what):
        survey.refresh_from_db()
        analyst.post(f"{ROOM}build/change/", {"do": what, "version": survey.version})
        survey.refresh_from_db()
        return [[q["code"] for q in page["questions"]] for page in survey.draft["pages"]]

    assert does("down:pages:1:0") == [["recommend"], ["liked", "lacking", "comment"], ["again"], ["call_back"]]
    assert does("down:pages:1:2") == [["recommend"], ["liked", "lacking"], ["comment", "again"], ["call_back"]]
    assert does("up:pages:2") == [["recommend"], ["comment", "again"], ["liked", "lacking"], ["call_back"]]
    assert does("drop:pages:1:0") == [["recommend"], ["again"], ["liked", "lacking"], ["call_back"]]
    assert does("drop:pages:3") == [["recommend"], ["again"], ["liked", "lacking"]]
    before = does("up:pages:0")
    assert before == [["recommend"], ["again"], ["liked", "lacking"]]
    for wrong in ("drop:pages:9", "drop:draft:0", "up:pages:x", "", "drop:pages:0:9", "sink:pages:0"):
        survey.refresh_from_db()
        sent = {"do": wrong, "version": survey.version}
        assert analyst.post(f"{ROOM}build/change/", sent).status_code == 404, wrong


def test_a_survey_goes_out_as_a_file_and_comes_back_the_same(analyst, organisation):
    survey = survey_create(organisation, "pulse", content_of("internal_service"), SYSTEM)
    file = analyst.get(f"{ROOM}versions/0.yaml").content
    assert yaml.safe_load(file) == survey.draft
    draft_set(survey, content_of("exit"), survey.version, SYSTEM)
    survey.refresh_from_db()
    sent = {"file": SimpleUploadedFile("survey.yaml", file), "version": survey.version}
    assert analyst.post(f"{ROOM}build/file/", sent).status_code == 302
    survey.refresh_from_db()
    assert survey.draft == yaml.safe_load(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"pages: [", "1 fault"), (b"\xff\xfe\x00", "UTF-8"), (b"schema: centricity/survey-1\n", "faults"),
        (b"a: &a [*a]\n", "fault"), (b"- " * 2000, "fault"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_told_by_line_and_changes_nothing(analyst, organisation, content, said):
    survey = survey_create(organisation, "pulse", content_of("exit"), SYSTEM)
    sent = {"file": SimpleUploadedFile("survey.yaml", content), "version": 0}
    refused = analyst.post(f"{ROOM}build/file/", sent)
    assert refused.status_code == 422
    assert said.lower() in told(refused).lower()
    before = survey.draft
    survey.refresh_from_db()
    assert survey.draft == before


def test_a_new_survey_may_be_brought_as_a_file(analyst):
    file = SimpleUploadedFile("x.yaml", yaml_of("exit").encode())
    assert analyst.post("/surveys/acme/new/", {"code": "leaving", "file": file}).status_code == 302
    assert Survey.objects.get(code="leaving").title_en == "Why you are leaving"
    for code in ("new", "Ж", "a b", "-a", "leaving", ""):
        refused = analyst.post("/surveys/acme/new/", {"code": code, "template": "exit"})
        assert refused.status_code == 422, code


def test_departments_of_a_survey_of_staff_are_asked_for(analyst):
    sent = {"code": "six", "template": "six_questions", "departments": "sales | Продажи | Sales\nit | ИТ | IT"}
    analyst.post("/surveys/acme/new/", sent)
    first = Survey.objects.get(code="six").draft["pages"][0]["questions"][0]
    assert (first["fills"], [each["code"] for each in first["options"]]) == ("department", ["sales", "it"])


def test_nothing_new_is_not_published_and_a_promise_is_kept(organisation):
    survey = opened(organisation, "six_questions", "six")
    with pytest.raises(MisuseError, match="same"):
        publish(survey, survey.version, SYSTEM)
    named = content_of("six_questions") | {"audience": "customers", "anonymous": False}
    survey = draft_set(survey, named, survey.version, SYSTEM)
    with pytest.raises(MisuseError, match="anonymity"):
        publish(survey, survey.version, SYSTEM)


def test_results_have_numbers_with_intervals_and_spreads(director, organisation):
    survey = opened(organisation)
    for score in (10, 9, 8, 7, 6, 0):
        answered(survey, recommend=str(score), lacking=["speed"], comment=f"said {score}", liked="x", again="5")
    page = told(director.get(f"{ROOM}results/"))
    assert re.search(r'<dt>NPS</dt><dd><span class="value">0\.0</span>', page)
    assert "n = 6" in page
    assert re.search(r"between −\d", page)
    assert "said 6" in page


def test_whoever_sees_figures_alone_reads_no_words(client, people, organisation):
    survey = opened(organisation)
    for _ in range(12):
        answered(survey, recommend="6", comment="a secret of mine", again="5")
    client.force_login(people["executive"])
    page = told(client.get(f"{ROOM}results/"))
    assert "NPS" in page
    assert "a secret of mine" not in page


def six(organisation, departments):
    """A survey of staff with departments of so many answers each."""
    content = content_of("six_questions")
    content["pages"] = [
        {"code": "department", "questions": [{
            "code": "department", "kind": "single", "text": {"ru": "Где?", "en": "Where?"}, "required": True,
            "fills": "department",
            "options": [{"code": code, "text": {"ru": code, "en": code}} for code in departments],
        }]},
        *content["pages"],
        {"code": "free", "questions": [{"code": "words", "kind": "text", "text": {"ru": "Ещё?", "en": "Else?"}}]},
    ]  # fmt: skip
    survey = opened(organisation, content, "pulse")
    for department, n in departments.items():
        for i in range(n):
            scores = {f"q{k}": str(1 + (i + k) % 5) for k in range(1, 7)}
            answered(survey, department=department, words=f"Иван Петров, +7 916 123-45-67, {department}", **scores)
    return survey


def test_results_of_a_nameless_survey_wait_for_its_end_and_it_stays_closed(director, organisation):
    survey = six(organisation, {"sales": 6, "it": 7})
    page = told(director.get(f"{ROOM}results/"))
    assert "shown once it is closed" in page
    assert "<dd>" in page
    assert "n = " not in page
    survey = state_set(survey, "closed", survey.version, SYSTEM)
    assert "n = 13" in told(director.get(f"{ROOM}results/"))
    with pytest.raises(MisuseError, match="for good"):
        state_set(survey, "open", survey.version, SYSTEM)


def test_small_groups_cannot_be_reckoned_from_what_is_shown(director, organisation):
    """Whatever is shown of a total and its departments leaves at least two hidden, with five people between them."""
    departments = {"sales": 9, "support": 6, "it": 2, "legal": 5}
    survey = six(organisation, departments)
    state_set(survey, "closed", survey.version, SYSTEM)
    page = told(director.get(f"{ROOM}results/"))
    tables = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert len(tables) == 6
    for table in tables:
        shown = dict(
            re.findall(
                r'<th scope="row">(\w+)</th><td class="n">[^<]*</td><td class="n">[^<]*</td><td class="n">(\d+)', table
            )
        )
        hidden = {code: n for code, n in departments.items() if code not in shown}
        assert "it" in hidden
        assert len(hidden) >= 2
        assert sum(hidden.values()) >= 5
    assert "Where?" not in page
    assert "Петров" not in page
    assert "916" not in page


def test_few_texts_of_a_nameless_survey_are_not_shown(director, organisation):
    survey = six(organisation, {"sales": 9, "it": 0})
    state_set(survey, "closed", survey.version, SYSTEM)
    page = told(director.get(f"{ROOM}results/"))
    assert "withheld: fewer than 10 answers" in page
    assert "•" not in page


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_whatever_is_written_is_shown_as_text(director, organisation, evil):
    content = content_of("relationship_nps")
    content["title"] = content["thanks"] = {"ru": evil, "en": evil}
    for page in content["pages"]:
        for question in page["questions"]:
            question["text"] = {"ru": evil, "en": evil}
            for option in question.get("options", []):
                option["text"] = {"ru": evil, "en": evil}
    survey = opened(organisation, content)
    answered(survey, recommend="3", lacking=["other"], lacking__other=evil, comment=evil, again="1")
    for address in (
        "/surveys/acme/",
        ROOM,
        f"{ROOM}build/",
        f"{ROOM}build/pages/1/questions/0/",
        f"{ROOM}results/",
        f"{ROOM}preview/2/",
    ):
        page = director.get(address).content.decode()
        assert evil not in page, address
        assert unescape(page).count(evil), address


def test_lists_take_a_constant_number_of_queries(director, organisation, django_assert_max_num_queries):
    for i in range(12):
        survey_create(organisation, f"s{i}", content_of("exit"), SYSTEM)
    with django_assert_max_num_queries(9):
        director.get("/surveys/acme/")
    survey = opened(organisation)
    answered(survey, recommend="3", again="1")
    with django_assert_max_num_queries(16):
        director.get(f"{ROOM}results/")
    assert Rating.objects.count() == 2
