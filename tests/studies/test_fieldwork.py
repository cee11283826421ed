"""Mystery shopping: visits counted, scores with their standard error, and what they give to another index."""

import csv
import io
import math
from dataclasses import replace

import numpy as np
import pytest
from study_folders import EXAMPLES, codes_of, computed, csv_rows, example, ratings, write_study

from centricity.errors import MisuseError
from centricity.methods import bundled_method
from centricity.reports.view import document
from centricity.studies.change import moved, noise_of
from centricity.studies.claims import check_statements
from centricity.studies.fieldwork import feed_of, fieldwork_of
from centricity.studies.raters import raters_of
from centricity.tables.write import csv_bytes

MS = example("mystery-shopping")
METHOD = bundled_method("mystery_shopping")
HSE = bundled_method("hse_it_2025")


def visit(subject, number, level, channel="chat", shopper="A"):
    """One visit that marks every item alike."""
    name = f"{subject}-{number}"
    rows = [{"subject": subject, "metric": code, "level": level, "rater": name, "source": channel, "evidence": name}
            for code in METHOD.metrics]  # fmt: skip
    return rows, {
        "evidence": name,
        "kind": "visit",
        "access": "restricted",
        "shopper": shopper,
        "channel": channel,
        "minutes": "10",
    }


def folder(tmp_path, *visits, **settings):
    rows = [row for observed, _ in visits for row in observed]
    subjects = [{"subject": code, "consent": "granted"} for code in sorted({row["subject"] for row in rows})]
    base = {"method": "mystery_shopping", "audience": "internal"}
    evidence = [record for _, record in visits]
    return write_study(tmp_path, subjects=subjects, observations=rows, evidence=evidence, **base | settings)


def test_the_score_is_the_mean_of_visits_and_its_error_their_spread(tmp_path):
    visits = [
        visit("a", i, level, channel) for i, (level, channel) in enumerate([(0, "chat"), (0.5, "mail"), (1, "app")])
    ]
    (found,) = fieldwork_of(computed(folder(tmp_path, *visits)))
    assert found.scores["index"].value == pytest.approx(50)
    assert found.errors["support"] == pytest.approx(np.std([0, 50, 100], ddof=1) / math.sqrt(3))
    assert (found.visits, found.channels, found.shoppers, found.minutes) == (3, 3, 1, 10)
    assert found.answering == 2


def test_r22_r52_visits_channels_and_shoppers_are_counted_against_what_the_method_asks():
    asked = METHOD.policies.fieldwork
    short = {each.subject: each.short(asked) for each in fieldwork_of(MS)}
    assert short == {"shop": False, "bank": False, "cloud": False, "desk": False, "young": True}
    for language, word in (("en", "Fewer visits"), ("ru", "меньше, чем нужно")):
        said = repr([section for section in document(MS, language).sections if section.anchor == "fieldwork"])
        assert word in said
        assert "±" in said


def test_scores_of_the_example_agree_with_a_count_by_hand():
    rows = csv_rows(EXAMPLES / "mystery-shopping" / "observations.csv")
    weights = {code: METHOD.metrics[code].weight for code in METHOD.metrics if code.startswith("support.")}
    own = [sum(w * float(row[code]) for code, w in weights.items()) * 100 for row in rows if row["subject"] == "shop"]
    shop = next(each for each in fieldwork_of(MS) if each.subject == "shop")
    assert shop.scores["support"].value == pytest.approx(np.mean(own))
    assert shop.errors["support"] == pytest.approx(np.std(own, ddof=1) / math.sqrt(len(own)))


def test_means_that_differ_are_told_by_the_names_and_figures_of_the_language():
    shifted = {
        key: replace(score, mean=score.mean + 5) if key[0] == "market" else score
        for key, score in MS.wave.by_key.items()
    }
    found = check_statements(METHOD, MS.study.settings, MS.wave.groups, shifted, len(MS.wave.market_members))
    said = {each.fault.code: each.fault for each in found}["claim.mean_of_groups"]
    assert "the market mean is 56.0, but the mean of the groups of “Market” is 61.0" in said.text("en")
    assert "больше чем на 0,5" in said.text("ru")


def test_a_group_that_is_withheld_makes_no_means_differ():
    codes = [found.fault.code for found in example("mystery-shopping", "public").findings]
    assert "claim.mean_of_groups" not in codes


def test_what_visits_give_is_taken_by_the_index_they_feed(tmp_path):
    table, short = feed_of(MS)
    assert short == ["young"]
    fed = list(csv.DictReader(io.StringIO(csv_bytes(table).decode("utf-8-sig"))))
    assert {(row["metric"], row["indicator"]) for row in fed} == {
        ("2.4", "support_score"), ("4.3", "purchase_score"), ("4.1", "handover"), ("4.1", "channels"),
    }  # fmt: skip
    others = [code for code in HSE.metrics if code not in {"2.4", "4.1", "4.3"}]
    rest = [row for code in ("shop", "bank", "cloud", "desk") for row in ratings(code, 2, others, wave="2025")]
    subjects = [{"subject": code, "market": "B2C"} for code in ("shop", "bank", "cloud", "desk")]
    study = write_study(tmp_path, subjects=subjects, observations=fed + rest, method="hse_it_2025", audience="internal")
    build = computed(study).wave.build
    levels = dict(zip(build.frame.subjects, build.levels["2.4"], strict=True))
    assert levels == {"shop": 2, "bank": 2, "cloud": 2, "desk": 1}
    assert not np.isnan(build.levels["4.1"]).any()


def test_a_method_without_fieldwork_feeds_nothing():
    with pytest.raises(MisuseError) as caught:
        feed_of(example("six-questions"))
    assert caught.value.faults[0].code == "study.no_feed"
    assert fieldwork_of(example("six-questions")) == []


@pytest.mark.parametrize("minutes", ["-5", "long", "nan"])
def test_a_length_that_is_none_is_a_fault(tmp_path, minutes):
    rows, record = visit("a", 1, 1)
    assert codes_of(folder(tmp_path, (rows, record | {"minutes": minutes}))) == ["evidence.minutes"]


def test_a_mark_between_the_steps_is_refused(tmp_path):
    found = codes_of(folder(tmp_path, visit("a", 1, 0.3)))
    assert len(found) >= 1
    assert all(code.startswith("observation.") for code in found)


def test_shoppers_are_named_in_no_output():
    said = repr(document(MS, "en")) + repr(feed_of(MS)[0])
    assert "shopper A" not in said


def two_waves(tmp_path, before, after):
    """Subject a, visited in two waves; every visit marks all items alike."""
    rows, records = [], []
    for wave, levels in (("2025", before), ("2026", after)):
        for i, level in enumerate(levels):
            own, record = visit("a", f"{wave}-{i}", level)
            rows += [row | {"wave": wave} for row in own]
            records.append(record)
    waves = [{"code": code, "date": f"{code}-11-01"} for code in ("2025", "2026")]
    settings = {"method": "mystery_shopping", "audience": "internal", "wave": "2026", "waves": waves}
    return computed(
        write_study(
            tmp_path, subjects=[{"subject": "a", "consent": "granted"}], observations=rows, evidence=records, **settings
        )
    )


def test_a_visit_is_drawn_again_as_a_whole(tmp_path):
    """Marks of a visit are one observation: the standard deviation is that of a mean of visits, whatever the items."""
    result = two_waves(tmp_path, [1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0])
    for wave in ("2025", "2026"):
        noise = noise_of(result, result.waves[wave])
        assert noise.subjects["index"][0] == pytest.approx(100 * math.sqrt(1 / 3 * 2 / 3 / 6), rel=0.08)
    shift = next(row for row in moved(result) if row.name == "a" and row.node == "index")
    assert shift.points == pytest.approx(100 / 3)
    assert shift.low < 0 < shift.high


def test_a_single_visit_says_nothing_of_its_error_so_that_there_is_no_arrow(tmp_path):
    result = two_waves(tmp_path, [0.5], [0.5, 1])
    assert all(math.isnan(row.low) and math.isnan(row.high) for row in moved(result))
    assert math.isnan(noise_of(result, result.waves["2026"]).subjects["index"][0]) is False


def test_visits_are_not_held_against_each_other_as_raters_are():
    assert raters_of(MS) is None
