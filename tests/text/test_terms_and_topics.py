"""Terms that emerge are told from chance; complaints fall into the topics they were written in."""

import random

import numpy as np
import pytest

from centricity.errors import MisuseError
from centricity.text.terms import emerging_terms, log_likelihood, terms_in, terms_of
from centricity.text.topics import topics

SUBJECTS = {
    "app": ["приложение", "зависает", "экран", "вылетает", "обновление", "вход"],
    "courier": ["курьер", "опоздал", "посылка", "доставка", "привёз", "коробка"],
    "fee": ["комиссия", "списали", "перевод", "деньги", "счёт", "возврат"],
}


def complaints(subject, number, seed=0):
    dice = random.Random(f"{subject}{seed}")
    filler = ["вчера", "утром", "снова", "магазин", "город", "вечер", "ужас", "улица", "осень", "письмо"]
    return [
        " ".join([*dice.sample(SUBJECTS[subject], 4), *dice.sample(filler, 3), f"{subject}{i}"]) for i in range(number)
    ]


def test_words_are_counted_in_their_dictionary_form_and_in_pairs():
    assert terms_of("Карты! https://a.b/c @me Ещё карт's apps, don't") == [
        "карта",
        "еще",
        *terms_of("карт's"),
        "app",
        "dont",
    ]
    assert terms_in("Комиссия за перевод денег") == {"комиссия", "перевод", "деньги", "перевод деньги"}
    assert terms_in("это не я, and the 2026") == set()


def test_g2_is_dunnings():
    value = log_likelihood(np.array([30.0]), np.array([10.0]), 100, 100)[0]
    expected = 2 * (30 * np.log(30 / 20) + 10 * np.log(10 / 20) + 70 * np.log(70 / 80) + 90 * np.log(90 / 80))
    assert value == pytest.approx(expected)
    assert log_likelihood(np.array([10.0]), np.array([10.0]), 100, 100)[0] == pytest.approx(0)


def test_a_term_that_emerges_is_found_with_its_ratio_and_others_are_not():
    before = complaints("app", 100)
    now = [f"{text} биометрию навязали" if i < 25 else text for i, text in enumerate(complaints("app", 100, 1))]
    found = emerging_terms(now, before)
    assert [(one.term, one.now, one.before) for one in found] == [("биометрия навязать", 25, 0)]
    assert found[0].ratio == pytest.approx(51)
    assert 1 < found[0].low < found[0].ratio < found[0].high
    assert found[0].adjusted < 1e-4


def test_names_of_companies_do_not_emerge_in_any_case():
    now = ["Ромашковый банк поднял ставки", "в Ромашковом банке ставки", "Ромашковому банку ставки"] * 10
    found = {one.term for one in emerging_terms(now, ["погода хорошая"] * 30, ["Ромашковый банк"])}
    assert found == {"ставка", "поднять ставка"}


def test_the_same_words_as_before_do_not_emerge():
    runs = [emerging_terms(complaints("fee", 200, seed), complaints("fee", 200, seed + 50)) for seed in range(10)]
    assert sum(bool(run) for run in runs) <= 1


def test_without_a_period_before_nothing_emerges():
    assert emerging_terms(["a b c"], []) == ()
    with pytest.raises(MisuseError):
        emerging_terms(["a"], ["b"], level=2)


def test_complaints_fall_into_their_subjects():
    texts = [text for subject in SUBJECTS for text in complaints(subject, 40)]
    names = [f"d{i}" for i in range(120)]
    found = topics(texts, names, [f"site{i % 4}" for i in range(120)])
    assert [len(topic.members) for topic in found.topics] == [40, 40, 40]
    assert [sorted({i // 40 for i in topic.members}) for topic in found.topics] == [[0], [1], [2]]
    assert "курьер" in " ".join(found.topics[1].terms)
    assert found.other == ()
    assert found.silhouette > 0.1
    assert all(len({quote.source for quote in topic.quotes}) == 3 for topic in found.topics)
    assert found == topics(texts, names, [f"site{i % 4}" for i in range(120)])


def test_quotes_are_redacted_and_no_copies():
    texts = ["Карту заблокировала Мария Сидорова, звоните 8 916 555-12-34"] * 5 + [
        "Карту заблокировали без причины снова"
    ]
    (topic,) = topics(texts, list("abcdef"), list("abcdef")).topics
    assert [quote.text for quote in topic.quotes] == [
        "Карту заблокировала ••••• ••••••••, звоните • ••• •••-••-••",
        "Карту заблокировали без причины снова",
    ]


def test_small_groups_and_wordless_complaints_are_other():
    found = topics([*complaints("app", 8), "!!!", ""], list("abcdefghij"), ["s"] * 10)
    assert found.other == (8, 9)
    assert len(found.topics) == 1
    assert topics([], [], []).topics == ()
    assert topics(["одно", "два"], ["a", "b"], ["s", "s"]).other == (0, 1)
    with pytest.raises(MisuseError):
        topics(["a"], [], [])


def test_complaints_that_repeat_one_another_are_grouped_without_a_warning():
    texts = ["служба поддержки отвечает ужасно долго"] * 30
    found = topics(texts, [str(i) for i in range(30)], ["wall"] * 30)
    assert sum(len(topic.members) for topic in found.topics) + len(found.other) == 30
