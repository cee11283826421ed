"""Themes are found by every form of their terms, in their windows, with intervals; terms that emerge are told."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import MisuseError
from centricity.text.inflect import forms
from centricity.text.lexicon import lexicon
from centricity.text.themes import as_table, find_themes, sentence_at, theme_table, themes

BITS = {theme.code: theme.bit for theme in themes()}


def found(text):
    mask = int(find_themes([text]).masks[0])
    return {code for code, bit in BITS.items() if mask >> bit & 1}


def test_every_theme_has_25_terms_in_each_language_and_shares_none():
    told = lexicon("themes")
    assert {"support", "price", "speed", "security", "delivery", "interface", "staff", "trust"} <= set(told)
    terms = [term for theme in told.values() for language in ("ru", "en") for term in theme[language]]
    assert all(len(theme[language]) >= 25 for theme in told.values() for language in ("ru", "en"))
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("До горячей линии не дозвонился", {"support"}),
        ("Тарифы выросли, а скидок нет", {"price"}),
        ("ЖДАЛ в очередях три часа", {"speed"}),
        ("Наши персональные данные утекли к мошенникам", {"security"}),
        ("Курьеру позвонил сам, посылку потеряли", {"delivery"}),
        ("В личном кабинете неудобная навигация", {"interface"}),
        ("Сотрудницы нахамили", {"staff"}),
        ("Нас ввели в заблуждение мелким шрифтом", {"trust"}),
        ("Приложение зависает, ошибки каждый день", {"interface", "reliability"}),
        ("Списали комиссию и вернули деньги", {"billing", "refunds"}),
        ("Надёжный банк", {"reliability"}),
        ("The courier lost two parcels", {"delivery"}),
        ("Hidden fees and no refunds", {"billing", "refunds"}),
        ("Rude staff, long queues", {"staff", "speed"}),
        ("The app won't load", {"interface", "reliability"}),
        ("Погода хорошая, the weather is fine", set()),
        ("Ценители ждут ценностей: price-list не нужен", {"price", "speed"}),
        ("банкомат, ценить, слогин", set()),
        ("Высокая ц\u0065на", {"price"}),
        ("Стоимость акций Сбербанка", set()),
        ("Стоимость акций и стоимость перевода", {"price"}),
        ("Обещанный платеж подключён", {"billing"}),
        ("Долги застройщика", set()),
        ("Долгий ответ", {"speed"}),
        ("Мобильный оператор запустил сеть", set()),
        ("Оператору звонить бесполезно, оператор не отвечает", {"support"}),
        ("", set()),
    ],
)
def test_a_theme_is_found_in_any_form_and_as_a_whole_word(text, codes):
    assert found(text) == codes


def test_some_words_count_only_in_what_is_addressed_to_the_company():
    texts = ["Оператор и сотрудник промолчали", "Долги и обещанный платеж"]
    assert find_themes(texts).masks.tolist() == [0, 1 << BITS["billing"]]
    direct = find_themes(texts, direct=True)
    assert direct.masks.tolist() == [1 << BITS["support"] | 1 << BITS["staff"], 1 << BITS["billing"]]
    windows = {"text": [0, 0], "start": [0, 0], "end": [8, 8]}
    assert find_themes(texts, windows, [True, False]).masks.tolist() == [1 << BITS["support"], 0]


def test_phrases_are_inflected_together():
    assert {"горячей линией", "горячие линии"} <= forms("горячая линия")
    assert {"службой поддержки", "службах поддержки"} <= forms("служба поддержки")
    assert {"charges", "charged", "charging"} <= forms("charge")
    assert {"policies"} <= forms("policy")


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_term_is_found_where_it_is_written(before, after):
    text = f"{before} горячей линии {after}"
    hits = find_themes([text])
    assert "горячей линии" in {text[start:end] for start, end in zip(hits.start, hits.end, strict=True)}


def test_a_term_never_begins_in_one_text_and_ends_in_the_next():
    assert find_themes(["до горячей", "линии далеко"]).masks.tolist() == find_themes(["до", "далеко"]).masks.tolist()


def test_a_mention_has_the_themes_of_its_window_alone():
    text = "Сбой в приложении банка. Зато курьер вежливый."
    cut = text.index("Зато")
    windows = {"text": [0, 0, 0], "start": [0, cut, 5], "end": [cut, len(text), 5]}
    hits = find_themes([text], windows)
    masks = [{code for code, bit in BITS.items() if int(mask) >> bit & 1} for mask in hits.masks]
    assert masks == [{"interface", "reliability"}, {"delivery", "staff"}, set()]
    terms = [text[start:end] for start, end in zip(hits.start, hits.end, strict=True)]
    assert terms == ["Сбой", "приложении", "курьер", "вежливый"]
    assert hits.window.tolist() == [0, 0, 1, 1]
    start, end = sentence_at(text, text.index("курьер"), text.index("курьер") + 6)
    assert text[start:end] == "Зато курьер вежливый."


def test_many_texts_give_what_each_gives_alone():
    texts = ["Цена!", None, "нет темы", "долго\nждал курьера 😀 скидки", "x" * 50, "пароль"]
    together = find_themes(texts)
    assert together.masks.tolist() == [int(find_themes([text]).masks[0]) for text in texts]
    assert [texts[w][s:e] for w, s, e in zip(together.window, together.start, together.end, strict=True)] == [
        *("Цена", "долго", "ждал", "курьера", "скидки", "пароль")
    ]
    assert find_themes([]).masks.tolist() == []


def test_a_window_of_a_text_that_is_not_there_is_refused():
    with pytest.raises(MisuseError) as error:
        find_themes(["a"], {"text": [1], "start": [0], "end": [1]})
    assert error.value.faults[0].code == "text.windows"


def test_the_table_counts_tones_and_bounds_them():
    masks = np.array([1, 1, 1, 1, 0, 2], dtype=np.uint32)
    rows = theme_table(["a"] * 5 + ["b"], [1, -1, -1, None, 1, None], masks)
    first = rows[0]
    assert (first.theme, first.company, first.n, first.positive, first.negative) == ("support", "a", 4, 1, 2)
    assert first.net == pytest.approx(-1 / 3)
    assert first.share == pytest.approx(0.8)
    assert (first.net_low, first.net_high) == pytest.approx((-0.87702, 0.58468), abs=1e-5)
    assert (rows[1].theme, rows[1].net, rows[1].net_low, rows[1].share) == ("price", None, None, 1.0)
    assert len(rows) == 2
    assert as_table(rows).num_rows == 2
