"""A B2B product that nobody can touch is vouched for by rankings and by customers who are named."""

import pytest
from study_folders import codes_of, computed, write_study

from centricity.methods import bundled_method
from centricity.studies.contract import EVIDENCE_KINDS
from centricity.web.research.words import KINDS

EVIDENCE = (
    {"evidence": "E1", "kind": "ranking", "title": "International test of recognition", "access": "public"},
    {"evidence": "E2", "kind": "reference", "title": "A customer who is named", "access": "public"},
)


def folder(at, kind="ranking"):
    """A vendor whose product metrics 1.3 and 1.5 rest on a ranking and a reference."""
    return write_study(
        at,
        method="hse_it_2025",
        subjects=[{"subject": "v", "name_ru": "В", "name_en": "V", "market": "B2B"}],
        observations=[
            {"subject": "v", "metric": metric, "level": level, "rater": evidence, "evidence": evidence}
            for metric in ("1.3", "1.5")
            for level, evidence in ((3, "E1"), (2, "E2"))
        ],
        evidence=[EVIDENCE[0] | {"kind": kind}, EVIDENCE[1]],
    )


def test_levels_that_rest_on_them_are_scored(tmp_path):
    wave = computed(folder(tmp_path / "study")).wave
    assert codes_of(tmp_path / "study") == []
    assert [wave.build.scores[metric].tolist() for metric in ("1.3", "1.5")] == [[pytest.approx(250 / 3)]] * 2


def test_another_kind_is_refused(tmp_path):
    assert "table.not_allowed" in codes_of(folder(tmp_path / "study", "rumour"))


@pytest.mark.parametrize("metric", ["1.3", "1.5"])
def test_the_method_names_both_kinds_of_evidence_in_both_languages(metric):
    told = bundled_method("hse_it_2025").metrics[metric].minimum_evidence
    assert told is not None
    assert all(kind in told[language] for kind in ("ranking", "reference") for language in ("ru", "en"))
    assert {"ranking", "reference"} <= set(EVIDENCE_KINDS)
    assert (KINDS["ranking"], KINDS["reference"]) == (
        {"ru": "рейтинг", "en": "ranking"},
        {"ru": "рекомендация", "en": "reference"},
    )
    assert set(KINDS) == set(EVIDENCE_KINDS)
