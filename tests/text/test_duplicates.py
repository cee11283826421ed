"""Copies and reprints: the same words, nearly the same words, in any order of the batches."""

import random

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.text.documents import batch_of, document
from centricity.text.duplicates import ALIKE, CLUSTERS, SCHEMA, clusters, signatures, word_hashes
from centricity.text.normal import one_byte

WORDS = [f"слово{i}" for i in range(3_000)]


def stories(*texts):
    batch = batch_of([document(text, "a", "news", url=str(i)) for i, text in enumerate(texts)])
    made = clusters(pa.Table.from_batches([signatures(batch)]).column)
    by = {row["document"]: row for row in made.to_pylist()}
    found = [by[name] for name in batch["document"].to_pylist()]
    first = [row["story"] for row in found]
    return [first.index(story) for story in first], [row["copy"] for row in found]


def article(n, seed):
    return random.Random(seed).choices(WORDS, k=n)


def test_the_same_words_are_exact_copies_whatever_the_signs():
    assert stories("Банк вырос!", "банк, вырос", "Вырос банк", "Банк вырос на треть") == (
        [0, 0, 2, 3], ["exact", "exact", "single", "single"],
    )  # fmt: skip


def test_a_retweet_and_an_address_make_no_difference():
    said = "МТС снова без связи третий день подряд"
    assert stories(said, f"RT @someone: {said} https://t.co/abc", said + " @ru_mts") == ([0, 0, 0], ["exact"] * 3)


def test_texts_without_words_are_no_copies():
    assert stories("", "!!!", "😀 😀", "") == ([0, 1, 2, 3], ["single"] * 4)


def test_a_reprint_with_a_few_changes_is_near_and_a_text_with_half_of_it_is_not():
    whole = article(200, 1)
    changed = [*whole[:50], "иначе", *whole[51:]]
    half = [*whole[:60], *article(140, 2)]
    assert stories(*(" ".join(words) for words in (whole, changed, half))) == ([0, 0, 2], ["near", "near", "single"])


def unique_tables(batches):
    table = pa.Table.from_batches([signatures(batch) for batch in batches], schema=SCHEMA)
    first = np.unique(table["document"].to_numpy(zero_copy_only=False), return_index=True)[1]
    return table.take(pa.array(np.sort(first)))


def shingles(words):
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def test_reprints_are_found_and_others_are_not():
    rng = random.Random(5)
    texts, truth = [], []
    for story in range(300):
        words = article(rng.randint(60, 300), story)
        for _ in range(3):
            texts.append(" ".join(words))
            truth.append(story)
            words = [rng.choice(WORDS) if rng.random() < 0.05 else word for word in words]
    found, _ = stories(*texts)
    told = [(a, b) for story in range(300) for a in range(3 * story, 3 * story + 3) for b in range(3 * story, a)]
    alike = [
        len(shingles(texts[a].split()) & shingles(texts[b].split()))
        / len(shingles(texts[a].split()) | shingles(texts[b].split()))
        for a, b in told
    ]
    clear = [found[a] == found[b] for (a, b), share in zip(told, alike, strict=True) if share > ALIKE + 0.15]
    assert len(clear) > 500
    assert np.mean(clear) > 0.99
    assert all(truth[first] == truth[i] for i, first in enumerate(found))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(["а б в г д", "а б в г е", "ж з и", "ж з и!", "", "а"]), max_size=9), st.randoms())
def test_clusters_do_not_depend_on_the_order_or_the_batches(texts, rng):
    rows = [document(text, "a", "news", url=str(i)) for i, text in enumerate(texts)]
    whole = clusters(unique_tables([batch_of(rows)]).column)
    rng.shuffle(rows)
    cut = rng.randint(0, len(rows))
    parts = [batch_of(rows[:cut]), batch_of(rows[cut:]), batch_of(rows[:cut])]
    assert whole.equals(clusters(unique_tables(parts).column))
    assert whole.schema == CLUSTERS


def test_signatures_keep_to_their_columns():
    assert signatures(batch_of([])).schema == SCHEMA
    assert signatures(batch_of([document("а б", "a", "news")])).num_rows == 1


@settings(deadline=None)
@given(st.lists(st.text("аб ", max_size=20), max_size=5))
def test_equal_words_have_equal_hashes_and_only_they(texts):
    hashes, offsets = word_hashes(one_byte(pa.array(texts, pa.string())))
    words = [word for text in texts for word in text.split()]
    assert np.diff(offsets).tolist() == [len(text.split()) for text in texts]
    assert len(set(zip(words, hashes.tolist(), strict=True))) == len(set(words)) == len(set(hashes.tolist()))


def test_hashes_are_the_same_on_every_machine():
    hashes, _ = word_hashes(one_byte(pa.array(["банк достопримечательность"], pa.string())))
    assert hashes.tolist() == [13974425808630552034, 2909612012281223701]
