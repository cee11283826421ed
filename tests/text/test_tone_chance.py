"""A sample that asks most where the model sees tone: net tone without bias, intervals that hold, bad input named."""

import numpy as np
import pytest

from centricity.errors import MisuseError
from centricity.text.tone.chance import Drawn, corrected_by_chance, draw_by_chance
from centricity.text.tone.quantify import net_tone


def market(seed=0, size=3000):
    """Chances of a model that sees too much praise, and what is true: net tone about -0.37."""
    random = np.random.default_rng(seed)
    toned = random.random(size) < 0.25
    truth = np.where(toned, np.where(random.random(size) < 0.3, 1, -1), 0)
    seen = np.where(toned & (random.random(size) < 0.7), 0.6, 0.1)
    praise = np.where(truth == 1, 0.8, 0.5)
    return np.stack([seen * (1 - praise), 1 - seen, seen * praise], axis=1), truth


CHANCES, TRUTH = market()
RIGHT = net_tone(np.bincount(TRUTH + 1, minlength=3))


def told(n, seed):
    drawn = draw_by_chance(CHANCES, n, seed)
    return corrected_by_chance(CHANCES, drawn, TRUTH[drawn.at])


def test_the_net_tone_is_right_on_average_and_its_interval_as_often_as_it_says():
    found = [told(300, seed) for seed in range(300)]
    assert np.mean([each.value for each in found]) == pytest.approx(RIGHT, abs=0.01)
    assert 0.92 <= np.mean([each.low <= RIGHT <= each.high for each in found]) <= 0.98
    assert abs(found[0].raw - RIGHT) > 0.3


def test_all_labels_tell_the_truth():
    found = told(len(TRUTH), 0)
    assert (found.value, found.low, found.high) == pytest.approx((RIGHT,) * 3)
    assert found.labelled == found.n == len(TRUTH)


def test_more_is_asked_where_tone_is_seen_and_the_same_for_a_seed():
    drawn = draw_by_chance(CHANCES, 300, 5)
    again = draw_by_chance(CHANCES, 300, 5)
    assert drawn.at.tolist() == again.at.tolist()
    assert len(drawn.at) == len(set(drawn.at.tolist())) == 300
    assert (CHANCES[drawn.at, 1] < 0.5).mean() > 1.5 * (CHANCES[:, 1] < 0.5).mean()
    assert (1 / drawn.chance).sum() == pytest.approx(len(TRUTH), rel=0.05)


def test_few_labels_of_tone_know_nothing():
    found = told(8, 1)
    assert (found.low, found.high) == (-1, 1)
    empty = corrected_by_chance(np.zeros((0, 3)), draw_by_chance(np.zeros((0, 3)), 5, 0), [])
    assert np.isnan([empty.value, empty.low, empty.high]).all()


@pytest.mark.parametrize(("labels", "code"), [([1], "text.tone_drawn"), ([1, 5], "text.tone_drawn")])
def test_labels_that_do_not_fit_are_named(labels, code):
    with pytest.raises(MisuseError) as error:
        corrected_by_chance(CHANCES[:2], Drawn(np.arange(2), np.ones(2)), labels)
    assert error.value.faults[0].code == code


def test_no_sample_is_named():
    with pytest.raises(MisuseError) as error:
        draw_by_chance(CHANCES, 0, 0)
    assert error.value.faults[0].code == "text.tone_sample_size"
