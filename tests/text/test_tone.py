"""Tone of mentions: features that stay the same, models that are files, words that are turned."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import MisuseError
from centricity.text.judge import Judge
from centricity.text.tone import features, load, shipped, tone_of_rating
from centricity.text.tone.english import EnglishLexicon
from centricity.text.tone.lexicon import circle_of, lexicon
from centricity.text.tone.model import BATCH, Head, Model, ToneModel, from_bytes, register
from centricity.text.tone.tokens import MASK, TOKEN, Vocabulary, facts, plain, stem


def at(text, name):
    start = text.index(name)
    return text, start, start + len(name)


def tones(model, *mentions):
    return model.predict(*map(list, zip(*mentions, strict=True))).labels.tolist()


def code(error):
    return error.value.faults[0].code


RUSSIAN = {
    "Спасибо Ромашкабанк, отличный сервис, все очень довольны!": 1,
    "Ромашкабанк ужасный, обманули и хамят, кошмар": -1,
    "Где находится отделение Ромашкабанк": 0,
}
ENGLISH = {
    "Daisybank is excellent, their staff are friendly and helpful": 1,
    "Daisybank is terrible: rude staff and endless delays": -1,
    "Daisybank has an office in the main street": 0,
    "The support of Daisybank is not good": -1,
    "Nice building, but Daisybank was awful and rude": -1,
}


@pytest.mark.parametrize(("text", "tone"), RUSSIAN.items())
def test_the_shipped_russian_model_tells_plain_cases(text, tone):
    assert tones(shipped("ru"), at(text, "Ромашкабанк")) == [tone]


@pytest.mark.parametrize(("text", "tone"), ENGLISH.items())
def test_the_english_list_tells_plain_cases(text, tone):
    assert tones(shipped("en"), at(text, "Daisybank")) == [tone]


def test_an_intensifier_and_a_turn_weigh_more_in_english():
    model = EnglishLexicon()
    mild, strong = "Daisybank is slow", "Daisybank is very slow"
    found = model.predict(*map(list, zip(at(mild, "Daisybank"), at(strong, "Daisybank"), strict=True))).probabilities
    assert found[1, 0] > found[0, 0]
    assert found.sum(axis=1) == pytest.approx([1, 1])


def test_each_language_goes_to_its_model_and_every_mention_keeps_who_spoke():
    mentions = [at("Daisybank is excellent", "Daisybank"), at("Ромашкабанк ужасный, обман", "Ромашкабанк")] * 2
    texts, starts, ends = zip(*mentions, strict=True)
    found = Judge().judge(texts, starts, ends, ["news", None, "social", "review"], ["en", "ru", None, None])
    assert found.labels.tolist() == [1, -1, 1, -1]
    assert found.versions == ["lexicon-en-1", "tone-ru-1"] * 2
    assert found.labels.dtype == np.int8
    assert found.probabilities.dtype == np.float32


def test_an_arrow_array_and_a_list_say_the_same():
    texts, starts, ends = zip(*(at(text, "Ромашкабанк") for text in RUSSIAN), strict=True)
    listed, arrow = (shipped("ru").predict(kind, starts, ends) for kind in (list(texts), pa.array(texts)))
    assert (listed.probabilities == arrow.probabilities).all()
    assert shipped("ru").predict(pa.array([], pa.string()), [], []).probabilities.shape == (0, 3)


def test_the_name_of_the_company_itself_says_nothing():
    good, other = "Отличный Обманбанк нам помог", "Отличный Ромашкабанк нам помог"
    found = shipped("ru").predict(*map(list, zip(at(good, "Обманбанк"), at(other, "Ромашкабанк"), strict=True)))
    assert found.probabilities[0].tolist() == found.probabilities[1].tolist()


def test_batches_do_not_change_what_is_said():
    texts, starts, ends = (list(column) * 3000 for column in zip(*(at(t, "Ромашкабанк") for t in RUSSIAN), strict=True))
    assert len(texts) > BATCH
    assert shipped("ru").predict(texts, starts, ends).labels.tolist() == [1, -1, 0] * 3000


def test_words_beyond_the_window_do_not_count():
    text = "Ромашкабанк открыт" + " слово" * 60
    one, other = (shipped("ru").predict([text + more], [0], [11]).probabilities for more in ("", " ужас обман кошмар"))
    assert (one == other).all()


@pytest.mark.parametrize(
    ("texts", "starts", "ends", "kinds", "expected"),
    [
        (["а"], [0, 1], [1], None, "text.tone_lengths"),
        ([None], [0], [0], None, "text.tone_missing"),
        (["абв"], [2], [1], None, "text.tone_place"),
        (["абв"], [0], [4], None, "text.tone_place"),
        (["абв"], [-1], [1], None, "text.tone_place"),
        (["абв"], [0], [1], ["news", "news"], "text.tone_kinds"),
    ],
)
def test_a_wrong_call_is_named(texts, starts, ends, kinds, expected):
    for language in ("ru", "en"):
        with pytest.raises(MisuseError) as error:
            shipped(language).predict(texts, starts, ends, None if kinds is None else kinds)
        assert code(error) == expected
        assert error.value.text("ru") != error.value.text("en")


def test_a_language_without_a_model_is_named():
    with pytest.raises(MisuseError) as error:
        shipped("de")
    assert code(error) == "text.tone_language"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_any_text_and_place_gets_probabilities(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    for language in ("ru", "en"):
        found = shipped(language).predict([text], [start], [end])
        assert found.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert found.labels[0] in {-1, 0, 1}


@pytest.mark.parametrize(
    "text", ["((" * 50_000, "а" * 200_000, "http" * 9999, "😀" * 9999, "не " * 9999, "\x00" * 500, "𝕏" * 300]
)
def test_a_monstrous_text_is_bounded_by_the_window(text):
    middle = len(text) // 2
    assert shipped("ru").predict([text], [middle], [middle + 1]).labels[0] in {-1, 0, 1}


def test_a_model_is_the_same_after_its_file(tmp_path):
    path = tmp_path / "own.bin"
    model = shipped("ru")
    path.write_bytes(model.to_bytes())
    again = load(path)
    assert again.to_bytes() == model.to_bytes()
    assert again.version == "tone-ru-1"
    assert set(again.heads) == {"post", "prose"}
    assert path.stat().st_size < 4_000_000
    assert isinstance(again, ToneModel)


@pytest.mark.parametrize("cut", [0, 10, 40, 2000, -1])
def test_a_part_of_a_model_is_refused(cut):
    with pytest.raises(MisuseError) as error:
        from_bytes(shipped("ru").to_bytes()[:cut], "own.bin")
    assert code(error) == "text.tone_not_model"


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_bytes_that_are_no_model_are_refused(content):
    for begun in (content, b"centricity-tone\n" + content, b'centricity-tone\n{"features":"1","heads":' + content):
        with pytest.raises(MisuseError):
            from_bytes(begun)


def test_a_model_for_other_features_and_a_file_that_is_not_there_are_named(tmp_path):
    with pytest.raises(MisuseError) as error:
        from_bytes(shipped("ru").to_bytes().replace(b'"features":"1.', b'"features":"9.', 1))
    assert code(error) == "text.tone_features"
    for path, expected in ((tmp_path / "none.bin", "file.missing"), (tmp_path, "file.unreadable")):
        with pytest.raises(MisuseError) as error:
            load(path)
        assert code(error) == expected


def test_scores_are_weights_times_values_plus_intercept():
    weights = np.zeros((2**18, 3), np.int8)
    text = "Ромашкабанк ладно"
    hashed = facts("ладно").word & (2**18 - 1)
    weights[hashed, 2] = 40
    head = Head(weights, np.array([1.0, 1.0, 0.1]), np.array([0.0, 0.0, -1.0]))
    found = Model({"post": head}, {"version": "made"}).predict([text], [0], [11]).probabilities[0]
    score = 0.1 * 40 / np.sqrt(4) - 1
    assert found[2] == pytest.approx(np.exp(score) / (np.exp(score) + 2), abs=1e-6)


def test_hashes_are_the_same_on_every_machine():
    assert facts("Связь").word == 1318587228
    assert facts("Связь").grams[:2] == facts("связь").grams[:2]
    assert (
        features.mixed(np.array([1, 2], np.uint32), 7).tolist()
        == features.mixed(np.array([1, 2], np.uint32), np.array([7, 7])).tolist()
    )


def test_predicting_needs_no_scikit_learn():
    script = (
        "import sys; from centricity.text.tone import shipped; shipped('ru').predict(['Банк плох'], [0], [4]); "
        "print('sklearn' in sys.modules, 'scipy.sparse' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_tokens_keep_what_tells_tone():
    assert TOKEN.findall("RT @anna: ну :) класс))) http://t.co/x 2,5 не-а!!") == [
        *("RT", "@anna", ":", "ну", ":)", "класс", ")))", "http://t.co/x", "2,5", "не", "-", "а", "!!")
    ]  # fmt: skip
    assert [plain(token) for token in ("ЁЛКА", "оооочень", "@anna", "https://a", "1234567")] == [
        *("елка", "оочень", "\x03", "\x02", "\x044")
    ]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [("хорошими", "хорошего"), ("delays", "delay"), ("сбоями", "сбой")])
def test_endings_are_cut(one, other):
    assert stem(one).startswith(stem(other)) or stem(other).startswith(stem(one))


def test_a_negation_turns_three_words_within_its_clause():
    vocabulary = Vocabulary()
    seen = features.scene(["Банк не очень хорош сегодня вечером, хорош"], [0], [4], vocabulary)
    assert seen.negated.tolist() == [False, False, True, True, True, False, False, False]
    assert seen.distance.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert features.zones(np.array([-9, -4, -1, 0, 1, 4, 9])).tolist() == [6, 5, 4, 3, 2, 1, 0]


def test_a_vocabulary_forgets_and_goes_on(monkeypatch):
    monkeypatch.setattr(Vocabulary, "limit", 2)
    vocabulary = Vocabulary()
    vocabulary.learn(["а", "б", "в", MASK])
    assert vocabulary.learn(["г", "а"]).tolist() == [0, 1]
    assert len(vocabulary.columns.word) == 2


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_lists_hold_words_of_every_strength(language):
    words, beginnings = lexicon(language)
    entries = {**beginnings, **words}
    assert len(entries) >= 400
    assert {circle.strength for circle in entries.values()} >= {-2, -1, 1, 2}
    assert all(entry == entry.lower() and "ё" not in entry for entry in entries)


def test_the_longest_entry_speaks():
    assert circle_of("спасибо").strength == 2
    assert circle_of("надежными").strength == 1
    assert circle_of("скамейка").strength == 0


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("news", "коротко", "prose"),
        ("own_site", "коротко", "prose"),
        ("review", "длинно " * 90, "post"),
        (None, "коротко", "post"),
        (None, "длинно " * 90, "prose"),
        (None, "длинно " * 90 + "#банк", "post"),
    ],
)
def test_the_register_comes_from_the_kind_or_the_text(kind, text, expected):
    assert register(text, kind) == expected


@pytest.mark.parametrize(
    ("stars", "tone"),
    [(5, 1), (4, 1), (3.5, 0), (3, 0), (2.5, 0), (2, -1), (1, -1), (0, None), (6, None), (None, None)],
)
def test_stars_speak_before_the_model(stars, tone):
    assert tone_of_rating(stars) == tone
    assert tone_of_rating(float("nan")) is None
