"""Learning a model of tone: the same bytes, blocks of time and copies, faults that are named."""

import numpy as np
import pytest

from centricity.errors import MisuseError
from centricity.text.tone.evaluation import confusion, copy_weights, f1, macro_f1, time_folds
from centricity.text.tone.training import Settings, learn, train

SMALL = Settings(bits=14, folds=3, version="own-1")
SAID = {
    1: ("помог быстро", "радует всегда", "выручил нас", "порадовал ответом", "стал удобнее"),
    -1: ("подвёл снова", "сломался опять", "берёт лишнее", "обманул клиента", "молчит неделю"),
    0: ("находится рядом", "открыт по средам", "ищет людей", "стоит на углу", "работает до восьми"),
}
PLACES = ("в Туле", "в Перми", "в Омске", "на севере", "у реки", "за мостом")


@pytest.fixture(scope="module")
def made():
    rows = [(f"Ромашка {said} {place}", label) for place in PLACES for label, all_ in SAID.items() for said in all_]
    texts, labels = zip(*rows, strict=True)
    return list(texts), [0] * len(rows), [7] * len(rows), list(labels), list(range(len(rows)))


def test_a_model_learns_and_two_runs_give_the_same_bytes(made):
    texts, starts, ends, labels, groups = made
    one, other = (train(texts, starts, ends, labels, groups, groups, SMALL) for _ in range(2))
    assert one.to_bytes() == other.to_bytes()
    assert one.version == "own-1"
    assert macro_f1(labels, one.predict(texts, starts, ends).labels) == 1.0


def test_whole_numbers_judge_as_the_full_weights_do(made):
    lesson = learn(*made, settings=SMALL)
    assert lesson.same_when_small == 1.0
    assert lesson.hidden_scores.shape == (90, 3)
    assert macro_f1(made[3], lesson.hidden_labels) > 0.9
    assert np.abs(lesson.head.weights).max() == 127


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda labels: labels[:-1], "text.tone_labels_length"),
        (lambda labels: [2, *labels[1:]], "text.tone_label"),
        (lambda labels: [max(label, 0) for label in labels], "text.tone_few"),
    ],
)
def test_labels_that_cannot_be_learned_are_named(made, change, expected):
    texts, starts, ends, labels, groups = made
    with pytest.raises(MisuseError) as error:
        train(texts, starts, ends, change(labels), groups, settings=SMALL)
    assert error.value.faults[0].code == expected


def test_folds_are_blocks_of_time_and_copies_stay_together():
    moments = [50, 10, 20, 30, 40, 60, 70, 80]
    groups = [0, 1, 2, 3, 4, 5, 6, 1]
    assert time_folds(groups, moments, 2).tolist() == [1, 0, 0, 0, 1, 1, 1, 0]
    assert time_folds([0, 0, 1, 2], None, 2).tolist() == [0, 0, 1, 1]
    assert time_folds([], None, 2).tolist() == []


def test_copies_count_as_the_root_of_their_number():
    assert copy_weights([7, 7, 7, 7, 3]).tolist() == [0.5, 0.5, 0.5, 0.5, 1.0]
    assert copy_weights([7, 7, 3], 1.0).tolist() == [0.5, 0.5, 1.0]


def test_f1_is_of_praise_and_blame():
    truth, told = [1, 1, -1, -1, 0, 0], [1, 0, -1, -1, 1, 0]
    assert confusion(truth, told).tolist() == [[2, 0, 0], [0, 1, 1], [0, 1, 1]]
    assert f1(confusion(truth, told)) == {-1: 1.0, 0: 0.5, 1: 0.5}
    assert macro_f1(truth, told) == 0.75
    assert macro_f1([0], [0]) == 0.0
