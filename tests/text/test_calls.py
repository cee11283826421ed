"""Calls: who spoke, who was silent, who cut in, what was said; what is not known stays unknown."""

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_kit import judge

from centricity.text.call_facts import courtesies, measured, most_silent
from centricity.text.call_table import SCHEMA, call_table
from centricity.text.calls import SIDES, call_result
from centricity.text.documents import batch_of, document
from centricity.text.lexicon import lexicon


def turn(speaker, text, start=None, end=None):
    return {"speaker": speaker, "start": start, "end": end, "text": text}


CALL = [
    turn("Оператор", "Здравствуйте! Компания Ромашка, как к вам обращаться?", 0, 4),
    turn("Клиент", "Пётр. У меня второй день не работает интернет", 5, 10),
    turn("Оператор", "Пётр, приношу извинения. Если я правильно понял, связи нет со вчера?", 9, 14),
    turn("Клиент", "Да", 14, 15),
    turn("Оператор", "Спасибо. Оформлю заявку, мастер приедет, вам перезвонят.", 17, 21),
    turn("Оператор", "Есть ли ещё вопросы?", 21, 23),
    turn("Клиент", "Нет", 23, 24),
    turn("Оператор", "Всего доброго!", 24, 25),
]


def test_a_call_is_measured_by_its_times():
    result = call_result(CALL, "c1")
    assert result.turns == {"agent": 5, "customer": 3, "unknown": 0}
    assert result.talk_by == "time"
    assert result.talk_share == pytest.approx({"agent": 16 / 23, "customer": 7 / 23})
    assert result.seconds == 25
    assert result.silence_share == pytest.approx(3 / 25)
    assert result.interruptions == {"agent": 1, "customer": 0}
    assert result.longest == {"agent": 6, "customer": 5}
    assert result.warnings == ()


def test_the_checklist_names_the_turn_where_each_thing_was_said():
    said = {item.code: item.turn for item in call_result(CALL, names=["Пётр"]).courtesy}
    assert said == {
        "greeting": 1,
        "name_used": 1,
        "apology": 3,
        "understanding": None,
        "restating": 3,
        "thanks": 5,
        "next_step": 5,
        "further_help": 6,
        "farewell": 8,
    }
    assert call_result(CALL).courtesy_share == pytest.approx(8 / 9)


def test_the_checklist_is_read_in_english_and_of_the_agent_alone():
    result = call_result(
        [
            turn("Agent", "Good morning, how can I help?"),
            turn("Customer", "Sorry to bother, thank you. Goodbye"),
            turn("Agent 2", "I understand, that must be annoying. Let me confirm: the parcel is lost?"),
            turn("Agent", "I'll call you back within two days."),
        ]
    )
    assert {item.code for item in result.courtesy if item.turn} == {
        "greeting",
        "understanding",
        "restating",
        "next_step",
    }


def test_without_times_nothing_that_rests_on_them_is_told():
    result = call_result([turn("agent", "one two three"), turn("client", "four"), turn("client", "five six")])
    assert (result.seconds, result.silence_share, result.interruptions, result.longest) == (None, None, None, None)
    assert (result.talk_by, result.talk_share) == ("words", {"agent": 0.5, "customer": 0.5})
    assert result.longest_words == {"agent": 3, "customer": 3}


def test_one_turn_without_times_leaves_all_times_unknown():
    assert call_result([*CALL, turn("Клиент", "Алло")]).silence_share is None


def test_a_speaker_of_no_side_is_told_and_left_out_of_the_shares():
    result = call_result([turn("S1", "раз два"), turn("S2", "три"), turn("S1", "!")])
    assert (result.talk_share, result.courtesy, result.courtesy_share) == (None, (), None)
    assert [(f.code, f.fields["speaker"], f.fields["n"]) for f in result.warnings] == [
        ("text.speaker_unknown", "S1", 1),
        ("text.speaker_unknown", "S2", 1),
    ]
    named = call_result([turn("S1", "раз два"), turn("S2", "три")], sides={"S1": "agent", "s2": "customer"})
    assert named.talk_share == pytest.approx({"agent": 2 / 3, "customer": 1 / 3})


def test_many_unknown_speakers_are_bounded_and_counted_without_their_names():
    result = call_result([turn("Иван Петров", "да"), *(turn(f"S{i:02}", "да") for i in range(30))])
    assert len(result.warnings) == 21
    assert result.warnings[0].fields["speaker"] == "•••• ••••••"
    assert sum(fault.fields["n"] for fault in result.warnings) == 31


def test_impossible_times_are_counted_and_not_used():
    result = call_result([turn("agent", "да", 5, 2), turn("client", "нет", -1, 3), turn("client", "э", math.nan, 1)])
    assert result.seconds is None
    assert [(f.code, f.fields["n"]) for f in result.warnings] == [("text.turn_times", 3)]


def test_turns_that_begin_together_interrupt_nobody():
    together = call_result([turn("agent", "а", 0, 2), turn("client", "б", 0, 2)])
    assert together.interruptions == {"agent": 0, "customer": 0}
    inside = call_result([turn("agent", "а", 0, 10), turn("client", "б", 3, 4), turn("client", "в", 6, 7)])
    assert inside.interruptions == {"agent": 0, "customer": 2}


def test_tone_is_asked_once_for_all_turns():
    asked = []

    def tone(texts):
        asked.append(len(texts))
        return [-1 if "не работает" in text else None if "Алло" in text else 1 for text in texts]

    result = call_result([*CALL, turn("Клиент", "Алло")], tone=tone)
    assert asked == [9]
    assert result.tones == (1, -1, 1, 1, 1, 1, 1, 1, None)


def called(text, turns, **told):
    return document(text, "calls", "call", turns=turns, **told)


TALK = [
    turn("Оператор", "Здравствуйте, слушаю", 0, 2),
    turn("Клиент", "У меня ужасно медленный интернет", 3, 6),
    turn("Оператор", "Минуту.", 6, 7),
    turn("Клиент", "Жду…", 7, 8),
    turn("Оператор", "Извините за ожидание", 38, 40),
    turn("Клиент", "Теперь отлично, спасибо", 40, 42),
]
WORDS = "\n".join(each["text"] for each in TALK)


def test_a_batch_gives_a_row_for_each_call_and_null_where_nothing_is_known():
    rows = [
        called(WORDS, TALK, title="Звонок"),
        document("Отзыв", "site", "review"),
        called("нет времени", [turn("agent", "Добрый день")]),
        document("подкаст", "radio", "news", turns=TALK),
        called("пусто", []),
    ]
    table = call_table(batch_of(rows), judge())
    assert table.schema == SCHEMA
    assert table["agent_talk_share"].to_pylist() == [pytest.approx(5 / 11), 1.0]
    assert table["customer_talk_share"].to_pylist() == [pytest.approx(6 / 11), 0.0]
    assert table["silence_share"].to_pylist() == [pytest.approx(31 / 42), None]
    assert table["longest_silence"].to_pylist() == [30.0, None]
    assert table["interruptions_agent"].to_pylist() == [0, None]
    assert table["tones"].to_pylist() == [[0, -1, 0, 0, 0, 1], [0]]
    assert table["customer_tone_first"].to_pylist() == [-1.0, None]
    assert table["customer_tone_last"].to_pylist() == [1.0, None]
    assert table["courtesy"].to_pylist() == [["greeting", "apology"], ["greeting"]]
    assert table["courtesy_expected"].to_pylist() == [9, 9]
    assert table["company"].to_pylist() == [None, None]


def test_places_of_silence_and_blame_are_those_of_the_body():
    blamed = [*TALK[:5], turn("Клиент", "Всё равно ужасно", 40, 42)]
    text = "\n".join(f"{each['speaker']}: {each['text']}" for each in blamed)
    [row] = call_table(batch_of([called(text, blamed, title="Звонок 7")]), judge()).to_pylist()
    body = f"Звонок 7\n{text}"
    assert body[row["silence_at"] :].startswith("Извините за ожидание")
    assert body[row["blame_at"] :] == "Всё равно ужасно"
    [lost] = call_table(batch_of([called("Разговор не записан словами", blamed)]), judge()).to_pylist()
    assert (lost["silence_at"], lost["blame_at"], lost["longest_silence"]) == (None, None, 30)


def test_one_turn_of_the_customer_has_no_beginning_and_end():
    [row] = call_table(batch_of([called("а", TALK[:2])]), judge()).to_pylist()
    assert (row["tones"], row["customer_tone_first"], row["customer_tone_last"]) == ([0, -1], None, None)


def test_a_turn_without_words_has_no_tone_and_does_not_shift_the_others():
    turns = [turn("Клиент", "…"), turn("Клиент", "ужасно"), turn("Клиент", None), turn("Клиент", "отлично")]
    [row] = call_table(batch_of([called("а", turns)]), judge()).to_pylist()
    assert row["tones"] == [None, -1, None, 1]
    assert (row["customer_tone_first"], row["customer_tone_last"]) == (-1, 1)


def frame(*calls):
    return pl.from_arrow(call_table(batch_of(calls), judge()))


def test_means_are_over_calls_and_what_is_not_known_is_left_out():
    calls = frame(called(WORDS, TALK), called("а", [turn("agent", "раз"), turn("client", "два три четыре")]),
                  called("б", [turn("S1", "раз")]))  # fmt: skip
    found = measured(calls)
    assert (found["agent_talk_share"].n, found["silence_share"].n, found["courtesy_share"].n) == (2, 1, 2)
    assert found["agent_talk_share"].value == pytest.approx((5 / 11 + 1 / 4) / 2)
    assert 0 <= found["agent_talk_share"].low < found["agent_talk_share"].high <= 1
    assert math.isnan(found["silence_share"].low)
    assert measured(calls.clear()) == {}


def test_the_checklist_has_wilsons_limits_over_calls_where_an_agent_spoke():
    said = courtesies(frame(called(WORDS, TALK), called("а", [turn("agent", "раз")]), called("б", [turn("S1", "да")])))
    assert (said["greeting"].value, said["greeting"].n) == (0.5, 2)
    assert (said["thanks"].value, said["thanks"].low) == (0, 0)
    assert 0.6 < said["thanks"].high < 0.7
    assert courtesies(frame(called("б", [turn("S1", "да")]))) == {}


def test_the_longest_silence_is_shown_where_it_fell():
    rows = [called(WORDS, TALK), called("х", [turn("agent", "раз", 0, 1), turn("client", "два", 3, 4)])]
    documents = pl.DataFrame([{name: row[name] for name in ("document", "title", "text", "file", "place")}
                              for row in rows], infer_schema_length=None)  # fmt: skip
    first, second = most_silent(frame(*rows), documents)
    assert (first.value, second.value, second.after) == (30, 2, "")
    assert first.before.endswith("Минуту. / Жду…")
    assert first.after == "Извините за ожидание / Теперь отлично, спасибо"


def test_the_lists_are_equal_in_both_languages():
    assert all(told["ru"] and told["en"] and set(told["title"]) == {"ru", "en"} for told in lexicon("empathy").values())
    assert set(SIDES.values()) == {"agent", "customer"}


TURN = st.fixed_dictionaries(
    {
        "speaker": st.sampled_from(["agent", "клиент", "x", "", None]),
        "start": st.none() | st.floats() | st.integers(0, 50),
        "end": st.none() | st.floats() | st.integers(0, 50),
        "text": st.none() | st.text(max_size=20) | st.sampled_from(["да", "спасибо вам"]),
    }
)


@settings(deadline=None)
@given(st.lists(TURN, max_size=12))
def test_any_turns_give_shares_between_zero_and_one_or_nothing(turns):
    result = call_result(turns)
    if result.talk_share:
        assert sum(result.talk_share.values()) == pytest.approx(1)
    assert result.silence_share is None or 0 <= result.silence_share <= 1
    assert sum(result.turns.values()) <= len(turns)
    assert all(fault.text("ru") and fault.text("en") for fault in result.warnings)
