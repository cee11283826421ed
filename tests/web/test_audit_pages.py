"""The audit log as it is read: in words, by names, in the language of the reader."""

import ast
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import centricity.web
from centricity.web.audit import field_words
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM, Actor, record
from centricity.web.audit.words import ACTIONS

pytestmark = pytest.mark.django_db
WRITERS = {"record", "_attempt", "_goals_edited"}


def recorded():
    """Every action that the code writes into the log; a choice between two is two."""
    for path in Path(centricity.web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITERS:
                for each in node.args[1:2]:
                    yield from (n.value for n in ast.walk(each) if isinstance(n, ast.Constant))


def test_every_action_has_its_word_and_every_word_its_action():
    assert set(recorded()) == set(ACTIONS)


@pytest.fixture
def read(client, people):
    client.force_login(people["administrator"])

    def asked(language="en", **more):
        return client.get("/audit/", more, headers={"Accept-Language": language}).content.decode()

    return asked


def test_people_are_named_and_roles_translated(read, people):
    number = people["rater"].pk
    record(Actor(f"user:{people['analyst'].pk}", "10.0.0.1"), "grant.given", f"user:{number}", after={"role": "rater"})
    record(SYSTEM, "token.created", "token:1", after={"expires": "2027-02-03T19:34:33.927091+00:00"})
    told = read()
    assert "analyst@example.org" in told
    assert "gave a role" in told
    assert "role: Rater" in told
    assert "expires: 3 February 2027" in told
    people["administrator"].language = "ru"
    people["administrator"].save()
    told = read("ru")
    assert "роль: Эксперт" in told
    assert "действует до: 3 февраля 2027" in told


def test_what_changed_stands_in_the_readers_own_words_and_figures(read, people):
    told = {"bound": "at_least", "certain": True, "value": 70.454545, "base": "1250.5", "until": None, "column": ""}
    told |= {"metric": "1.10", "owner": people["rater"].pk}
    record(SYSTEM, "watch.made", "watch:1", after=told)
    record(SYSTEM, "organisation.hours", "organisation:1", after={"opens": 540, "weekdays": [0, 1], "days_off": []})
    record(SYSTEM, "board.added", "board:1", after={"title": "Loyalty", "every": 24})
    page = read()
    for said in ("only when certain: yes", "value: 70.45", "from: 1,250.50", "until: –", "opens: 09:00", "metric: 1.10",
                 "owner: rater@example.org"):  # fmt: skip
        assert said in page
    for said in ("working days: Monday, Tuesday", "title: Loyalty", "how often: every day"):
        assert said in page
    assert "column" not in page
    assert "days off" not in page
    people["administrator"].language = "ru"
    people["administrator"].save()
    page = read("ru")
    for said in ("значение: 70,45", "только наверняка: да", "рабочие дни: Понедельник, Вторник"):
        assert said in page


def test_codes_of_rooms_stand_in_words(read, people):
    number = people["rater"].pk
    record(SYSTEM, "panel.created", "panel:1", after={"method": "six_questions", "departments": 1, "experts": [number]})
    record(SYSTEM, "panel.opened", "panel:1", after={"handed_in": 2, "left_out": 0})
    record(SYSTEM, "watch.made", "watch:1", after={"metric": "nps"})
    record(SYSTEM, "customers.valued", "customers:1", after={"model": "bg_nbd"})
    record(SYSTEM, "theme.created", "theme:1", after={"name": "Doors"})
    record(SYSTEM, "incentive.made", "incentive:1", after={"parts": ["nps 40 % (0 … 50)", "gone 10 % (0 … 1)"]})
    page = read()
    for said in ("metrics: NPS 40% (0 … 50), gone 10 % (0 … 1)", "methodology: Six questions on",
                 "departments: 1", "experts: rater@example.org", "handed in: 2",
                 "not handed in: 0", "metric: NPS", "model: BG/NBD", "title: Doors"):  # fmt: skip
        assert said in page


def test_rules_and_shares_stand_in_words(read, people):
    rules = ["recency at_least 4", "orders(90) at_most 2", "kind is person; company", "fields.Tariff known"]
    record(SYSTEM, "segment.created", "segment:1", after={"rules": [*rules, "gone is 4", "kind is gone"]})
    record(SYSTEM, "survey.weighted", "survey:1", after={"shares": {"channel": {"email": 0.254, "phone": 0.746}}})
    record(SYSTEM, "survey.weighted", "survey:2", after={"shares": {"channel": 1}})
    record(SYSTEM, "incentive.created", "incentive:1", after={"sales": 60})
    page = read()
    for said in ("recency score (RFM): at least 4", "in the last 90 days: at most 2", "kind: is person or company",
                 "field “Tariff”: is known", "gone is 4", "kind is gone", "shares: channel – e-mail 25%, phone 75%",
                 "share of sales: 60%", "shares: channel: 1"):  # fmt: skip
        assert said in page
    people["administrator"].language = "ru"
    people["administrator"].save()
    page = read("ru")
    for said in ("балл давности (RFM): не меньше 4", "это человек или", "доли: канал – ", "25\u00a0%"):
        assert said in page


def test_the_log_is_searched_by_e_mail_or_by_code(read, people):
    record(SYSTEM, "user.profile", f"user:{people['rater'].pk}")
    record(SYSTEM, "study.asked", "study:small")
    by_name, by_code = read(target=" Rater@example.org "), read(target="study:small")
    assert "user.profile" in by_name
    assert "study.asked" not in by_name
    assert "study.asked" in by_code
    assert "user.profile" not in by_code
    assert "Nothing is found." in read(target="nobody@example.org")


def test_what_was_erased_and_what_is_hostile_is_shown_as_it_stands(read):
    record(Actor("user:999999"), "sign_in", "<script>", before={"<b>": "<i>"})
    assert Entry.objects.filter(target="<script>").exists()
    told = read()
    assert "user:999999" in told
    assert "<b>" not in told
    assert "&lt;b&gt;: &lt;i&gt;" in told
    assert ">&lt;script&gt;</a>" in told


_TOLD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(ACTIONS)), st.sampled_from(sorted(field_words.FIELDS)), _TOLD)
def test_whatever_an_entry_tells_it_is_shown(action, field, value):
    told = field_words.pairs(action, {field: value}, {})
    assert all(isinstance(part, str) for pair in told for part in pair)
    assert len(told) == (value not in ("", []))


def test_every_line_of_its_own_kind_shows_what_an_older_version_may_have_told():
    for (room, field), value in product(field_words.LINES, (None, True, 1.5, "x y", {"x": 1}, {"x": {"y": "z"}}, [3])):
        assert len(field_words.pairs(f"{room}.changed", {field: value}, {})) == 1
