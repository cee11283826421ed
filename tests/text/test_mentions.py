"""Companies in texts: every form, whole words, the longest name, the words beside."""

import pickle

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import TextError
from centricity.language import Text
from centricity.text.aliases import forms_of
from centricity.text.companies import Company, Rule, companies_of, read_companies
from centricity.text.documents import batch_of, document
from centricity.text.mentions import Finder, body
from centricity.text.normal import ENCODING, one_byte
from centricity.text.scanner import Automaton, Hyperscan


def company(code, ru, en=None, **more):
    return Company(company=code, name=Text(ru=ru, en=en or ru), **more)


def found(text, *companies, **options):
    finder = Finder(companies_of(companies), **options)
    made = finder.find(pa.array([text], pa.string()))
    return [
        (finder.companies.codes[finder.claims[claim].company], text[start:end])
        for start, end, claim in zip(made.start.tolist(), made.end.tolist(), made.claim.tolist(), strict=True)
    ]


def plain_forms(alias, **options):
    return {form.decode(ENCODING) for form in forms_of(alias, **options) if b"  " not in form}


CLOUD = company("cloud", "Яндекс", "Yandex", products=("Яндекс Облако",))


@pytest.mark.parametrize(
    ("alias", "among"),
    [
        ("Сбербанк", {"сбербанк", "сбербанка", "сбербанком", "сбербанковского"}),
        ("Яндекс Облако", {"яндекс облаке", "яндекса облака", "яндексом облако"}),
        ("Банк Москвы", {"банка москвы", "банком москвы"}),
        ("Альфа-Банк", {"альфа банка", "альфабанке"}),
        ("МТС", {"мтс", "mtc", "мтсом"}),
        ("Лаборатория Касперского", {"лабораторию касперского"}),
        ("Tele2", {"tele2"}),
    ],
)
def test_a_name_is_found_in_the_forms_that_people_write(alias, among):
    assert among <= plain_forms(alias)


def test_names_that_are_not_inflected_stay():
    assert plain_forms("Лента", inflect=False) == {"лента"}
    assert forms_of("—!") == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Вчера в «Яндексе» сказали", ["Яндексе"]),
        ("ЯНДЕКС!", ["ЯНДЕКС"]),
        ("яндексология", []),
        ("в Яндекс Облаке и в «Яндекс Облаке»", ["Яндекс Облаке"] * 2),
        ("сервис Яндекс «Облако»", ["Яндекс «Облако"]),
        ("Яндекс, облако", ["Яндекс"]),
        ("Yandex's search", ["Yandex"]),
        ("Ян\u00adдекс", []),
    ],
)
def test_whole_words_and_the_longest_name_count(text, names):
    assert found(text, CLOUD) == [("cloud", name) for name in names]


def test_products_count_for_their_company_only_when_asked():
    text = "Переехали в Яндекс Облако"
    batch = batch_of([document(text, "a.ru", "news")])
    companies = companies_of([CLOUD])
    assert Finder(companies).table(batch).num_rows == 0
    [row] = Finder(companies, with_products=True).table(batch).to_pylist()
    assert (row["company"], row["kind"]) == ("cloud", "product")
    assert body(batch)[0].as_py()[row["start"] : row["end"]] == "Яндекс Облако"


def test_children_count_for_their_parents_only_when_asked():
    group, shop = company("group", "Группа Икс"), company("shop", "Пятачок", parent="group")
    batch = batch_of([document("Пятачок открыл магазин", "a.ru", "news")])
    companies = companies_of([group, shop])
    assert Finder(companies).table(batch)["company"].to_pylist() == ["shop"]
    assert Finder(companies, with_children=True).table(batch)["company"].to_pylist() == ["group", "shop"]


AIRLINE = company("air", "Победа", "Pobeda", rules=(
    Rule(name="Победа", capital=True, needs=("рейс", "самолёт", "авиа*"), forbids=("матч",), within=5),
))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Рейсы «Победы» задержали", ["Победы"]),
        ("Авиакомпания Победа", ["Победа"]),
        ("победа над рейсом", []),
        ("Победа в матче, рейс отложен", []),
        ("Победа!", []),
        ("Рейс один два три четыре пять шесть Победа", []),
        ("Pobeda flies", ["Pobeda"]),
    ],
)
def test_a_name_that_is_a_word_needs_the_right_words_beside(text, names):
    assert [name for _, name in found(text, AIRLINE)] == names


def test_words_of_another_text_are_not_beside():
    finder = Finder(companies_of([AIRLINE]))
    assert len(finder.find(pa.array(["Победа", "рейс"], pa.string()))) == 0


def test_no_name_reaches_from_one_text_into_the_next():
    finder = Finder(companies_of([company("alfa", "Альфа Банк")]))
    assert len(finder.find(pa.array(["Альфа", "Банк", "Мы в Альфа"], pa.string()))) == 0
    assert finder.find(pa.array(["Мы в Альфа Банк", "Банк"], pa.string())).text.tolist() == [0]


def test_signs_and_capitals_are_asked_of_the_text_as_it_is_written():
    shop = company("shop", "Магазинчик", tickers=("OZ",), handles=("oz_shop",), hashtags=("оз",))
    names = [name for _, name in found("OZ oz @oz_shop oz_shop #оз оз", shop)]
    assert names == ["OZ", "oz_shop", "оз"]
    assert found("МТС и MTC, но не mtc", company("mts", "МТС")) == [("mts", "МТС"), ("mts", "MTC")]


def test_mixed_alphabets_hide_no_name():
    assert found("Сбepбанк", company("s", "Сбербанк")) == [("s", "Сбepбанк")]  # e and p are Latin


def test_offsets_are_characters_of_the_body_beyond_any_emoji():
    batch = batch_of([document("😀😀 «Яндекс» растёт", "a.ru", "news", title="Новости 😀 Яндекс")])
    rows = Finder(companies_of([CLOUD])).table(batch).to_pylist()
    text = body(batch)[0].as_py()
    assert [text[row["start"] : row["end"]] for row in rows] == ["Яндекс", "Яндекс"]
    assert {row["role"] for row in rows} == {"main"}


def test_a_company_is_the_main_one_where_the_first_sentence_names_it():
    late = "Первое предложение. " + "Слово " * 60 + "Яндекс"
    batch = batch_of([document("Яндекс вырос. Потом Яндекс.", "a", "news"), document(late, "a", "news")])
    assert Finder(companies_of([CLOUD])).table(batch)["role"].to_pylist() == ["main", "main", "passing"]


NAMES = ("а б", "б", "б в", "аб", "в")


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text("абв ,", max_size=12), max_size=5))
def test_both_scanners_find_what_a_plain_search_finds(texts):
    column = one_byte(pa.array(texts, pa.string()))
    forms = [name.encode(ENCODING) for name in NAMES]
    whole = column.codes.tobytes()
    plain = sorted(
        (at + 1 + len(form), i)
        for i, form in enumerate(forms)
        for at in range(len(whole))
        if whole.startswith(b" " + form + b" ", at)
    )
    for kind in (Hyperscan, Automaton):
        made = pickle.loads(pickle.dumps(kind(forms)))
        form, after = made.hits(column.codes)
        assert list(zip(after.tolist(), form.tolist(), strict=True)) == plain


def test_no_forms_find_nothing():
    for kind in (Hyperscan, Automaton):
        assert len(kind([]).hits(np.array([32, 65, 32], np.uint8))[0]) == 0


def faults_of(*companies):
    with pytest.raises(TextError) as error:
        companies_of(companies)
    return {fault.code for fault in error.value.faults}


def test_names_that_cannot_be_used_are_refused_all_at_once():
    assert faults_of(
        company("a", "Он", aliases=("!!!",), parent="z",
                rules=(Rule(name="Кто", needs=("рейс",)), Rule(name="Он"), Rule(name="Он", capital=True))),
        company("a", "Тот самый"),
        company("b", "Тот самый"),
    ) == {
        "text.common_alias", "text.empty_alias", "text.no_parent", "text.no_rule_name", "text.empty_rule",
        "text.rule_twice",
        "text.company_twice", "text.shared_alias",
    }  # fmt: skip


def test_two_companies_may_go_by_one_name_that_rules_tell_apart():
    rules = {"shop": ("магазин",), "tape": ("липкий",)}
    shops = [company(code, "Лента", rules=(Rule(name="Лента", needs=words),)) for code, words in rules.items()]
    assert found("магазин Лента", *shops) == [("shop", "Лента")]
    assert found("липкая лента", *shops) == [("tape", "лента")]


def test_a_file_of_companies_is_read_and_its_faults_have_places(tmp_path):
    path = tmp_path / "companies.yaml"
    path.write_text(
        "companies:\n- {company: y, name: {ru: Яндекс, en: Yandex}}\n- {company: x, name: {ru: И, en: Ix}}\n", "utf-8"
    )
    with pytest.raises(TextError) as error:
        read_companies(path)
    [fault] = error.value.faults
    assert (fault.code, fault.place.file, fault.place.line) == ("text.common_alias", "companies.yaml", 3)
    path.write_text("companies:\n- {company: y, name: {ru: Яндекс, en: Yandex}}\n", "utf-8")
    assert read_companies(path).codes == ("y",)
    with pytest.raises(TextError):
        read_companies(tmp_path / "none.yaml")


@pytest.mark.parametrize("pattern", ["(а+)+$", "(а|а)*б", "а{1,9}{1,9}{1,9}", "б" * 199 + "*"])
def test_words_of_a_rule_are_no_patterns_and_cost_nothing(pattern):
    rule = Rule(name="Победа", needs=(pattern,), forbids=("[" * 100 + "ы",))
    assert found("а" * 1_000_000 + " Победа " + "а" * 1_000_000 + "!", company("p", "Победа", rules=(rule,))) == []


@pytest.mark.parametrize(
    "written", ["Сбер\u200bбанк", "\u202eСбербанк\u202c", "Сб\u00adербанк", "С\u2060бербанк\u200f"]
)
def test_signs_that_nobody_sees_hide_no_name(written):
    batch = batch_of([document(f"😀 {written} вырос", "a.ru", "news")])
    rows = Finder(companies_of([company("s", "Сбербанк")])).table(batch).to_pylist()
    assert [body(batch)[0].as_py()[row["start"] : row["end"]] for row in rows] == ["Сбербанк"]


@pytest.mark.parametrize("alias", ["", " ", "«»", "\u200b", "😀"])
def test_an_alias_of_nothing_is_refused(tmp_path, alias):
    path = tmp_path / "companies.yaml"
    path.write_text(f"companies:\n- {{company: y, name: {{ru: Яндекс, en: Yandex}}, aliases: ['{alias}']}}\n", "utf-8")
    with pytest.raises(TextError):
        read_companies(path)


@pytest.mark.slow
def test_ten_thousand_companies_are_found():
    many = [company(f"c{i}", f"Фирма{i}", f"Firm{i}") for i in range(10_000)]
    finder = Finder(companies_of(many))
    made = finder.find(pa.array(["Фирма9999 и firm17", "Фирма"], pa.string()))
    assert [finder.claims[claim].company for claim in made.claim] == [9999, 17]
