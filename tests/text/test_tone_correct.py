"""Net tone put right by labels made by hand: known shares come back, thin samples are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import FaultsError, MisuseError, StepError
from centricity.text.passages import passage, placed
from centricity.text.tone.correct import (
    COLUMNS,
    corrected,
    corrected_within,
    draw_sample,
    read_labels,
    read_rows,
    to_csv,
)
from centricity.text.tone.quantify import net_tone, shares_by_em

ERRORS = np.array([[80, 15, 5], [10, 80, 10], [0, 30, 70]])
TRUE = np.array([0.2, 0.5, 0.3])


def told(n=100_000):
    return TRUE @ (ERRORS / ERRORS.sum(axis=1, keepdims=True)) * n


def mentions(n=120):
    return [
        {
            "mention": f"m{i}",
            "company": "Ромашка" if i % 3 else "Лютик",
            "source_kind": "news" if i % 2 else "review",
            "told": (-1, 0, 0, 0, 1)[i % 5],
            "sentence": f"Ромашка помогла {i} раз",
        }
        for i in range(n)
    ]


def code(error):
    return error.value.faults[0].code


def test_net_tone_is_the_balance_of_praise_and_blame():
    assert net_tone([10, 500, 30]) == 0.5
    assert np.isnan(net_tone([0, 7, 0]))


def test_known_errors_are_taken_back():
    found = corrected(told(), ERRORS)
    assert found.shares == pytest.approx(TRUE)
    assert found.value == pytest.approx(0.2)
    assert found.raw == pytest.approx(0.125)
    assert found.low < 0.2 < found.high
    assert (found.n, found.labelled) == (100_000, 300)


def test_more_labels_make_a_narrower_interval():
    few, many = corrected(told(), ERRORS), corrected(told(), ERRORS * 25)
    assert many.high - many.low < (few.high - few.low) / 3
    assert corrected(told(), ERRORS) == corrected(told(), ERRORS)


@pytest.mark.parametrize("correct", [corrected, corrected_within])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(correct):
    random = np.random.default_rng(5)
    rates = ERRORS / 100
    hits = 0
    for seed in range(100):
        labelled = random.multinomial(400, (TRUE[:, None] * rates).ravel()).reshape(3, 3)
        counts = random.multinomial(3000, TRUE @ rates)
        found = correct(counts, labelled, seed=seed)
        hits += found.low <= 0.2 <= found.high
    assert hits >= 89


def test_a_class_with_few_labels_is_refused():
    with pytest.raises(StepError) as error:
        corrected([10, 10, 10], [[5, 4, 0], [10, 80, 10], [0, 30, 70]])
    assert code(error) == "text.tone_sample_small"
    with pytest.raises(StepError) as error:
        corrected_within([10, 10, 10], [[3, 4, 0], [1, 80, 10], [0, 30, 70]])
    assert code(error) == "text.tone_sample_small"


def test_errors_that_cannot_be_inverted_are_refused():
    with pytest.raises(StepError) as error:
        corrected([10, 10, 10], [[20, 20, 20], [20, 20, 20], [10, 20, 40]])
    assert code(error) == "text.tone_matrix"


def test_without_mentions_or_tone_the_value_is_missing():
    for found in (corrected([0, 0, 0], ERRORS), corrected_within([0, 0, 0], ERRORS)):
        assert np.isnan([found.value, found.low, found.high]).all()
    assert np.isnan(corrected_within([0, 50, 0], np.diag([20, 20, 20])).value)


def test_a_sample_of_the_same_mentions_needs_no_inversion():
    joint = np.rint(TRUE[:, None] * ERRORS * 10).astype(int)
    found = corrected_within(joint.sum(axis=0) * 9, joint)
    assert found.shares == pytest.approx(TRUE)
    assert found.value == pytest.approx(0.2)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 400), min_size=3, max_size=3), st.integers(0, 9))
def test_what_comes_out_is_always_a_tone(counts, seed):
    found = corrected(counts, ERRORS, seed=seed)
    assert np.isnan(found.value) or -1 <= found.low <= found.value <= found.high <= 1
    assert sum(counts) == 0 or sum(found.shares) == pytest.approx(1)


def test_priors_are_found_again():
    random = np.random.default_rng(3)
    truth = random.choice(3, 20_000, p=[0.1, 0.6, 0.3])
    seen = truth + random.normal(0, 0.7, len(truth))
    chances = np.exp(-((seen[:, None] - np.arange(3)) ** 2) / (2 * 0.49))
    chances /= chances.sum(axis=1, keepdims=True)
    assert shares_by_em(chances, [1 / 3] * 3) == pytest.approx([0.1, 0.6, 0.3], abs=0.02)


def test_the_sample_is_spread_over_strata_and_the_same_for_a_seed():
    drawn = draw_sample(mentions(), 24, 7)
    strata = {(row["company"], row["source_kind"], row["told"]) for row in drawn}
    assert len(drawn) == 24
    assert len(strata) == 12
    assert draw_sample(list(reversed(mentions())), 24, 7) == drawn
    assert draw_sample(mentions(), 24, 8) != drawn
    assert len(draw_sample(mentions(5), 24, 7)) == 5
    assert draw_sample([], 24, 7) == []


def test_a_sample_that_cannot_be_drawn_is_named():
    with pytest.raises(MisuseError) as error:
        draw_sample(mentions(), 0, 7)
    assert code(error) == "text.tone_sample_size"
    with pytest.raises(MisuseError) as error:
        draw_sample([{"mention": "m1"}], 3, 7)
    assert code(error) == "text.tone_columns"


def test_labels_come_back_from_the_file(tmp_path):
    rows = draw_sample(mentions(), 6, 7)
    rows[0]["label"], rows[1]["label"], rows[2]["sentence"] = "1", "-1", "=Ромашка, «плюс»"
    path = tmp_path / "sample.csv"
    path.write_text(to_csv(rows), "utf-8")
    assert "'=Ромашка" in path.read_text("utf-8")
    found = read_labels(path)
    assert (len(found.rows), found.unlabelled) == (2, 4)
    assert found.rows[0]["sentence"] == rows[0]["sentence"]
    assert found.confusion().sum() == pytest.approx(2)
    assert found.confusion(company="Нет").sum() == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n", "text.tone_table"),
        (b"\xff\xfe\x00", "text.tone_table"),
        (b"", "text.tone_table"),
        ((",".join(COLUMNS) + "\nm1,a,news,0,s,1,да\n").encode(), "text.tone_row"),
        ((",".join(COLUMNS) + "\nm1,a,news,,s,1,1\n").encode(), "text.tone_row"),
        ((",".join(COLUMNS) + "\nm1\n").encode(), "text.tone_row"),
        ((",".join(COLUMNS) + "\nm1,a,news,0,s,0,1\n").encode(), "text.tone_weight"),
        ((",".join(COLUMNS) + "\nm1,a,news,0,s,nan,1\n").encode(), "text.tone_weight"),
    ],
)
def test_a_file_that_is_no_sample_is_named(tmp_path, content, expected):
    path = tmp_path / "sample.csv"
    path.write_bytes(content)
    with pytest.raises(FaultsError) as error:
        read_labels(path)
    assert code(error) == expected


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MisuseError) as error:
        read_labels(tmp_path / "none.csv")
    assert code(error) == "file.missing"


def test_weights_bring_the_sample_back_to_the_mentions(tmp_path):
    rows = draw_sample([row | {"company": "Ромашка", "source_kind": "news"} for row in mentions()], 32, 7)
    for row in rows:
        row["label"] = row["told"]
    path = tmp_path / "sample.csv"
    path.write_text(to_csv(rows), "utf-8")
    found = read_labels(path)
    assert np.diag(found.confusion(weighted=False)).tolist() == [8, 16, 8]
    assert np.diag(found.confusion("Ромашка", "news")) == pytest.approx([6.4, 19.2, 6.4])


def test_a_sample_that_is_written_again_and_again_stays_as_it_is(tmp_path):
    rows = draw_sample(mentions(), 3, 7)
    for row, sentence in zip(rows, ("=1+1", "'=1", "'ладно'"), strict=True):
        row["sentence"] = sentence
    path = tmp_path / "sample.csv"
    path.write_text(to_csv(rows), "utf-8")
    for _ in range(3):
        path.write_text(to_csv(read_rows(path)), "utf-8")
    assert [row["sentence"] for row in read_rows(path)] == ["=1+1", "'=1", "'ладно'"]
    assert path.read_text("utf-8") == to_csv(rows)


def test_a_passage_shows_where_the_name_stands_whatever_brackets_are_around():
    row = {"title": "[1] О рынке", "text": "Акции [ВТБ] и Лента растут", "start": 26, "end": 31}
    said = passage(row)
    assert said == "(1) О рынке Акции (ВТБ) и [Лента] растут"
    text, start, end = placed(said)
    assert (text[start:end], placed("ничего")) == ("Лента", ("ничего", 0, 0))
