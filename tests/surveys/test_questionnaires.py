"""Questionnaires as data: templates, faults, ways, answers, and what their texts repeat."""

import copy
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import MisuseError, SurveyError
from centricity.metrics import definition
from centricity.surveys import bundled_survey, read_answers, read_survey, step_after, survey_ids
from centricity.surveys.catalogue import inspect_content
from centricity.surveys.file_answers import file_fault
from centricity.surveys.flow import Step, asked, options_of, settled
from centricity.surveys.model import End
from centricity.surveys.piping import piped
from centricity.surveys.question import METRIC_OF, SCALES, Question
from centricity.surveys.reach import reached

FOLDER = Path(__file__).parents[2] / "src" / "centricity" / "surveys" / "catalogue"


def content(survey_id="relationship_nps"):
    return yaml.safe_load((FOLDER / f"{survey_id}.yaml").read_text("utf-8"))


def text(word):
    return {"ru": word, "en": word}


def of(*questions, **more):
    """A survey with a page for every question, of plain content."""
    pages = [{"code": f"p{i}", "questions": [{"text": text("?"), **q}]} for i, q in enumerate(questions)]
    return {"schema": "centricity/survey-1", "id": "x", "version": "1.0.0", "title": text("x"), "thanks": text("y"),
            "pages": pages} | more  # fmt: skip


def sound(told):
    survey, faults = inspect_content(told)
    assert not faults, [fault.text("en") for fault in faults]
    return survey


def codes_of(told):
    return [(fault.code, fault.place.key) for fault in inspect_content(told)[1]]


@pytest.mark.parametrize("survey_id", survey_ids())
def test_every_template_is_sound_and_all_of_it_can_be_reached(survey_id):
    survey = bundled_survey(survey_id)
    met = reached(survey)
    assert met.questions == {question.code for question in survey.questions}
    assert met.ends == {end.code for end in survey.ends}
    assert met.finished


def test_an_unknown_template_is_named_with_those_there_are():
    with pytest.raises(MisuseError, match="relationship_nps"):
        bundled_survey("nothing")


@pytest.mark.parametrize("kind", SCALES)
def test_a_rated_kind_has_the_scale_of_its_metric(kind):
    rule = definition(METRIC_OF[kind]).rule
    assert SCALES[kind] == (rule.scale.min, rule.scale.max)


def test_the_six_questions_are_those_of_the_method():
    survey = bundled_survey("six_questions")
    assert [list(question.levels) for question in survey.questions] == [[1, 2, 3, 4, 5]] * 6
    assert (survey.audience, survey.nameless, survey.minimum_n, survey.method) == (
        "employees",
        True,
        5,
        "six_questions",
    )


FAULTS = [
    (lambda t: t["pages"][1]["questions"][0]["show"]["all"][0].update(question="later"), "survey.not_asked_before"),
    (lambda t: t["pages"][1]["questions"][0]["show"]["all"][0].update(at_most=-1), "survey.never_shown"),
    (lambda t: t["pages"][0]["questions"][0].update(rows=[{"code": "a", "text": text("a")}]), "survey.rows"),
    (lambda t: t["pages"][1]["questions"][0].update(options=[]), "survey.options_missing"),
    (lambda t: t["pages"][1]["questions"][1].update(other=True), "survey.other_unused"),
    (lambda t: t["pages"][1]["questions"][1].update(code="lacking"), "survey.duplicate_code"),
    (lambda t: t["pages"][1]["questions"][1].update(fills="segment"), "survey.fills"),
    (lambda t: t["pages"][1]["questions"][1].update(scale={"max": 7}), "survey.scale_unused"),
    (lambda t: t["pages"][1]["questions"][1].update(show={}), "survey.empty_condition"),
    (lambda t: t["pages"][1]["questions"][1].update(text={"ru": "{recommend}", "en": "?"}), "survey.piped_differently"),
    (lambda t: t["pages"][0]["questions"][0].update(text=text("{again}")), "survey.not_asked_before"),
    (lambda t: t.update(audience="employees", anonymous=False), "survey.employees_unprotected"),
    (lambda t: t.update(audience="employees", minimum_n=2), "survey.employees_unprotected"),
    (lambda t: t["pages"][0]["questions"][0].update(kind="esi"), "survey.employees_only"),
    (
        lambda t: t.update(ends=[{"code": "e", "text": text("e"), "when": {"all": [
            {"question": "recommend", "at_least": 9}, {"question": "recommend", "at_most": 3}]}}]),
        "survey.never_ends",
    ),
    (
        lambda t: t.update(ends=[{"code": "e", "text": text("e"), "when": {"all": [
            {"question": "recommend", "answered": True}]}}]),
        "survey.never_shown",
    ),
    (
        lambda t: t.update(ends=[{"code": "e", "after": "nowhere", "text": text("e"), "when": {"all": [
            {"question": "recommend", "at_most": 3}]}}]),
        "survey.no_page",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), FAULTS)
def test_a_fault_is_told_in_its_place(change, code):
    told = copy.deepcopy(content())
    change(told)
    found = codes_of(told)
    assert code in {each for each, _ in found}, found
    assert all(place for each, place in found if each == code)


def test_a_kind_that_no_page_can_ask_is_refused_before_anybody_is_stuck_at_it():
    told = of({"code": "q0", "kind": "sound", "required": True})
    assert ("settings.wrong_value", "pages[0].questions[0].kind") in codes_of(told)


@pytest.mark.parametrize(
    ("question", "more", "fault"),
    [
        ({"kind": "file"}, {}, None),
        ({"kind": "file", "accepts": ["pdf"], "megabytes": 20}, {}, None),
        ({"kind": "file"}, {"anonymous": True}, "survey.file_nameless"),
        ({"kind": "file"}, {"audience": "employees"}, "survey.file_nameless"),
        ({"kind": "text", "accepts": ["pdf"]}, {}, "survey.file_unused"),
        ({"kind": "nps", "megabytes": 2}, {}, "survey.file_unused"),
        ({"kind": "file", "accepts": ["video"]}, {}, "settings.wrong_value"),
        ({"kind": "file", "accepts": []}, {}, "settings.wrong_value"),
        ({"kind": "file", "megabytes": 21}, {}, "settings.wrong_value"),
        ({"kind": "file", "options": [{"code": "a", "text": text("a")}]}, {}, "survey.options_unused"),
        ({"kind": "file", "fills": "segment"}, {}, "survey.fills"),
    ],
)
def test_a_file_is_asked_for_where_a_name_may_be_known(question, more, fault):
    found = [code for code, _place in codes_of(of({"code": "q0", **question}, **more))]
    assert found == ([fault] if fault else [])


def test_a_condition_may_ask_whether_a_file_was_sent_and_nothing_else_of_it():
    later = {"code": "q1", "kind": "text", "show": {"all": [{"question": "q0", "answered": True}]}}
    survey = sound(of({"code": "q0", "kind": "file"}, later))
    assert reached(survey).questions == {"q0", "q1"}
    assert step_after(survey, 1, {}) is None
    file = {"id": "1", "name": "a.pdf", "size": 3}
    assert step_after(survey, 1, {"q0": file}).number == 2
    assert settled(survey, {"q0": file, "q1": "x"}) == {"q0": file, "q1": "x"}
    for test in ({"is": ["a"]}, {"at_least": 1}):
        told = of({"code": "q0", "kind": "file"}, later | {"show": {"all": [{"question": "q0", **test}]}})
        assert "survey.test_unfit" in [code for code, _place in codes_of(told)]


def test_a_text_may_repeat_the_name_of_a_file():
    survey = sound(of({"code": "q0", "kind": "file"}, {"code": "q1", "kind": "text", "text": text("{q0}?")}))
    values = {"q0": {"id": "1", "name": "<b>.pdf", "size": 3}}
    assert piped(survey.by_code["q1"].text, "en", survey.by_code, values) == "<b>.pdf?"


def test_a_file_is_what_was_stored_and_never_what_a_form_says_of_it():
    question = Question.model_validate({"code": "q", "text": text("?"), "kind": "file", "required": True})
    forged = {"q": ['{"id": "1"}'], "q:id": ["1"]}
    assert [fault.code for fault in read_answers([question], forged).faults] == ["survey.required"]
    file = {"id": "1", "name": "a.pdf", "size": 3}
    assert read_answers([question], forged, files={"q": file}).values == {"q": file}


@pytest.mark.parametrize(
    ("more", "media_type", "size", "fault"),
    [
        ({}, "application/pdf", 1, None), ({}, "text/plain", 5 << 20, None), ({}, "image/png", 1, None),
        ({}, "image/png", 0, "survey.file_empty"), ({}, "image/png", (5 << 20) + 1, "survey.file_large"),
        ({"megabytes": 1}, "image/png", (1 << 20) + 1, "survey.file_large"),
        ({}, "text/html", 1, "survey.file_kind"), ({}, "image/svg+xml", 1, "survey.file_kind"),
        ({"accepts": ["pdf"]}, "image/png", 1, "survey.file_kind"),
    ],
)  # fmt: skip
def test_a_file_is_held_to_its_kinds_and_its_size(more, media_type, size, fault):
    question = Question.model_validate({"code": "q", "text": text("?"), "kind": "file", **more})
    found = file_fault(question, media_type, size)
    assert (found and found.code) == fault
    assert found is None or all(found.sentence(language) for language in ("ru", "en"))


def test_every_fault_of_a_file_is_told_with_its_line(tmp_path):
    path = tmp_path / "broken.yaml"
    whole = (FOLDER / "relationship_nps.yaml").read_text("utf-8")
    path.write_text(whole.replace("at_most: 8", "at_most: -1").replace("kind: cli", "kind: clo"), "utf-8")
    with pytest.raises(SurveyError) as refused:
        read_survey(path)
    assert [fault.place.line for fault in refused.value.faults] == [_line(path, "clo")]
    path.write_text(whole.replace("at_most: 8", "at_most: -1"), "utf-8")
    with pytest.raises(SurveyError) as refused:
        read_survey(path)
    assert [fault.code for fault in refused.value.faults] == ["survey.never_shown"] * 2


def _line(path, word):
    return next(i for i, line in enumerate(path.read_text("utf-8").splitlines(), 1) if word in line)


def test_the_way_depends_on_the_answers():
    survey = bundled_survey("relationship_nps")
    first = step_after(survey, 0, {})
    assert (first.number, [q.code for q in first.questions]) == (1, ["recommend"])
    unhappy = step_after(survey, 1, {"recommend": 3})
    assert [q.code for q in unhappy.questions] == ["lacking", "comment"]
    happy = step_after(survey, 1, {"recommend": 10})
    assert [q.code for q in happy.questions] == ["liked"]
    assert step_after(survey, 3, {"recommend": 10}) is None
    assert [q.code for q in step_after(survey, 3, {"recommend": 0}).questions] == ["call_back"]


def test_an_answer_may_end_the_survey():
    survey = bundled_survey("exit")
    assert isinstance(step_after(survey, 1, {"reason": "moved"}), End)
    assert isinstance(step_after(survey, 1, {"reason": "price"}), Step)


def test_answers_of_a_way_that_was_left_are_dropped():
    survey = bundled_survey("relationship_nps")
    values = {"recommend": 10, "lacking": ("speed", "other"), "lacking:other": "x", "liked": "all"}
    assert settled(survey, values) == {"recommend": 10, "liked": "all"}


def test_texts_repeat_answers_in_the_reader_s_words():
    survey = bundled_survey("relationship_nps")
    lacking = survey.by_code["lacking"]
    assert piped(lacking.text, "ru", survey.by_code, {"recommend": 3}).startswith("Вы поставили 3.")
    assert piped(lacking.text, "en", survey.by_code, {}).startswith("You gave ….")


def test_a_random_order_is_the_same_for_one_and_another_for_others():
    question = bundled_survey("exit").by_code["reason"]
    orders = {tuple(o.code for o in options_of(question, str(seed))) for seed in range(20)}
    assert options_of(question, "7") == options_of(question, "7")
    assert len(orders) > 5
    assert {frozenset(order) for order in orders} == {frozenset(option.code for option in question.options)}


QUESTIONS = {
    "nps": {"kind": "nps", "required": True},
    "csat": {"kind": "csat"},
    "single": {"kind": "single", "other": True, "options": [{"code": c, "text": text(c)} for c in "ab"]},
    "multiple": {"kind": "multiple", "maximum": 2, "options": [{"code": c, "text": text(c)} for c in "abc"]},
    "matrix": {"kind": "matrix", "rows": [{"code": c, "text": text(c)} for c in "ab"]},
    "ranking": {"kind": "ranking", "options": [{"code": c, "text": text(c)} for c in "abc"]},
    "number": {"kind": "number", "minimum": 0, "maximum": 100},
    "text": {"kind": "text", "longest": 10},
    "date": {"kind": "date"},
    "consent": {"kind": "consent"},
    "file": {"kind": "file", "accepts": ["pdf"]},
}
READ = [
    ("nps", {"q": ["10"]}, 10), ("nps", {"q": ["0"]}, 0), ("nps", {"q": ["11"]}, "survey.not_a_level"),
    ("nps", {"q": ["-1"]}, "survey.not_a_level"), ("nps", {"q": ["9.5"]}, "survey.not_a_level"),
    ("nps", {"q": ["٣"]}, "survey.not_a_level"), ("nps", {}, "survey.required"),
    ("nps", {"q": [" "]}, "survey.required"),
    ("csat", {"q": ["0"]}, "survey.not_a_level"), ("csat", {"q": ["5"]}, 5), ("csat", {}, None),
    ("single", {"q": ["a"]}, "a"), ("single", {"q": ["c"]}, "survey.not_an_option"),
    ("single", {"q": ["other"]}, "other"),
    ("multiple", {"q": ["a", "b"]}, ("a", "b")), ("multiple", {"q": ["a", "a"]}, ("a",)),
    ("multiple", {"q": ["a", "b", "c"]}, "survey.how_many"), ("multiple", {"q": ["z"]}, "survey.not_an_option"),
    ("matrix", {"q:a": ["3"], "q:b": ["5"]}, {"a": 3, "b": 5}), ("matrix", {"q:a": ["3"]}, {"a": 3}),
    ("matrix", {"q:a": ["9"]}, "survey.not_a_level"),
    ("ranking", {"q:a": ["2"], "q:b": ["1"], "q:c": ["3"]}, ("b", "a", "c")),
    ("ranking", {"q:a": ["1"], "q:b": ["1"]}, "survey.places"), ("ranking", {"q:a": ["2"]}, "survey.places"),
    ("number", {"q": ["12,5"]}, 12.5), ("number", {"q": ["1e3"]}, "survey.not_a_number"),
    ("number", {"q": ["nan"]}, "survey.not_a_number"), ("number", {"q": ["101"]}, "survey.out_of_bounds"),
    ("text", {"q": ["да\x00\x07"]}, "да"), ("text", {"q": ["x" * 11]}, "survey.too_long"),
    ("date", {"q": ["31.12.2026"]}, "2026-12-31"), ("date", {"q": ["2026-12-31"]}, "2026-12-31"),
    ("date", {"q": ["31.02.2026"]}, "survey.not_a_date"), ("consent", {"q": ["on"]}, True), ("consent", {}, None),
    ("file", {"q": ["a.pdf"]}, None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "expected"), READ)
def test_an_answer_is_read_or_refused_and_never_guessed(kind, raw, expected):
    question = Question.model_validate({"code": "q", "text": text("?"), **QUESTIONS[kind]})
    read = read_answers([question], raw)
    if isinstance(expected, str) and expected.startswith("survey."):
        assert ([fault.code for fault in read.faults], read.values) == ([expected], {})
        assert all(fault.sentence(language) for fault in read.faults for language in ("ru", "en"))
    else:
        assert not read.faults
        assert read.values.get("q") == expected
        assert ("q" in read.values) == (expected is not None)


def test_part_answers_need_not_be_whole():
    survey = bundled_survey("relationship_nps")
    assert not read_answers(survey.pages[0].questions, {}, whole=False).faults


@given(st.dictionaries(st.sampled_from(["q", "q:a", "q:b", "q:other"]), st.lists(st.text(max_size=30), max_size=3)))
@settings(max_examples=300, deadline=None)
def test_whatever_a_form_sends_is_read_or_told(raw):
    for kind in QUESTIONS.values():
        question = Question.model_validate({"code": "q", "text": text("?"), **kind})
        read = read_answers([question], raw)
        assert bool(read.faults) or ("q" in read.values) or not question.required
        if question.levels and question.kind != "matrix" and "q" in read.values:
            assert read.values["q"] in question.levels


LEVELS = st.integers(0, 10)
TESTS = st.builds(
    lambda on, low, high: {"question": on, "at_least": min(low, high), "at_most": max(low, high)},
    st.sampled_from(["q0", "q1", "q2"]), LEVELS, LEVELS,
)  # fmt: skip


@st.composite
def surveys(draw):
    """Surveys of four questions that show one another by tests of those before."""
    questions, ends = [], []
    for i in range(4):
        question = {"code": f"q{i}", "kind": "nps", "required": draw(st.booleans())}
        tests = [test for test in draw(st.lists(TESTS, max_size=2)) if test["question"] < f"q{i}"]
        if tests:
            question["show"] = {draw(st.sampled_from(["all", "any"])): tests}
        questions.append(question)
    if draw(st.booleans()):
        ends = [{"code": "e", "text": text("e"), "when": {"all": draw(st.lists(TESTS, min_size=1, max_size=2))}}]
    return of(*questions, ends=ends)


@given(surveys(), st.lists(st.one_of(st.none(), LEVELS), min_size=4, max_size=4))
@settings(max_examples=300, deadline=None)
def test_a_sound_survey_is_walked_to_an_end_without_a_loop(told, wanted):
    survey, faults = inspect_content(told)
    assert all(fault.code in {"survey.never_shown", "survey.never_ends", "survey.never_finished"} for fault in faults)
    values, number, steps, met = {}, 0, 0, reached(survey)
    while isinstance(step := step_after(survey, number, values), Step):
        steps += 1
        assert steps <= len(survey.pages)
        number = step.number
        for question in step.questions:
            assert question.code in met.questions
            value = wanted[int(question.code[1])]
            if value is None and question.required:
                value = 5
            if value is not None:
                values[question.code] = value
    if isinstance(step, End):
        assert step.code in met.ends
    else:
        assert met.finished or not number
    assert settled(survey, values) == values
    assert set(values) <= set(asked(survey, values))


def test_what_the_checker_says_nobody_sees_is_seen_by_nobody():
    """Every way is walked by force, and the questions met are those that the checker finds."""
    told = of(
        {"code": "q0", "kind": "csat", "required": True},
        {"code": "q1", "kind": "csat", "required": True, "show": {"all": [{"question": "q0", "at_least": 4}]}},
        {"code": "q2", "kind": "csat", "show": {"all": [{"question": "q1", "at_most": 2},
                                                          {"question": "q0", "at_most": 3}]}},
    )  # fmt: skip
    assert ("survey.never_shown", "pages[2]") in codes_of(told)


def test_more_ways_than_can_be_walked_are_refused_at_once():
    options = [{"code": f"o{i}", "text": text("o")} for i in range(20)]
    named = [{"question": "q0", "is": [f"o{i}"]} for i in range(20)]
    told = of(
        {"code": "q0", "kind": "multiple", "options": options}, {"code": "q1", "kind": "text", "show": {"all": named}}
    )
    assert [code for code, _ in codes_of(told)] == ["survey.too_many_ways"]
