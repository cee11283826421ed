"""What leaves the house: consent, small groups, confidential evidence."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from study_folders import computed, example, ratings, table, write_study

from centricity.errors import MisuseError
from centricity.methods import bundled_method
from centricity.studies.explain import explain
from centricity.studies.outputs import output_tables
from centricity.studies.summary import summary
from centricity.tables.write import csv_bytes, json_bytes

NAME = "it-companies-2025"
PUBLIC, INTERNAL = example(NAME, "public"), example(NAME, "internal")
AGREED = set(PUBLIC.study.subjects.filter(PUBLIC.study.subjects["consent"] == "granted")["subject"].to_list())
ALL = set(PUBLIC.study.subjects["subject"].to_list())
HSE = bundled_method("hse_it_2025")
CODES = tuple(HSE.metrics)
PUBLISHED = {"method": "hse_it_2025", "audience": "public"}


def everything(result):
    """All that a run writes, as one text."""
    written = [csv_bytes(found).decode() for found in output_tables(result)]
    return "\n".join([*written, json_bytes(summary(result)).decode()])


def walk(found):
    yield found
    for child in found.children:
        yield from walk(child)


def test_r59_the_public_edition_holds_rows_of_companies_that_agreed_and_of_no_others():
    shown = {row["subject"] for row in table(PUBLIC, "scores")}
    assert shown <= AGREED
    assert shown
    assert {row["subject"] for name in ("trace", "changes") for row in table(PUBLIC, name)} <= AGREED
    assert set(summary(PUBLIC)["waves"]["2025"]["scores"]) == shown


def test_r59_no_file_of_the_public_edition_names_a_company_that_did_not_agree():
    text = everything(PUBLIC)
    names = {PUBLIC.study.name_of(code, language) for code in ALL - AGREED for language in ("ru", "en")}
    assert len(ALL - AGREED) == 9
    assert not [name for name in names | (ALL - AGREED) if name in text]


def test_r59_pending_is_not_granted():
    consent = dict(zip(PUBLIC.study.subjects["subject"], PUBLIC.study.subjects["consent"], strict=True))
    pending = next(code for code, state in consent.items() if state == "pending")
    with pytest.raises(MisuseError) as caught:
        explain(PUBLIC, pending)
    assert caught.value.faults[0].code == "study.subject_withheld"
    assert explain(INTERNAL, pending).score > 0


def test_the_internal_edition_holds_every_company():
    assert {row["subject"] for row in table(INTERNAL, "scores")} == ALL


def test_the_edition_changes_what_is_shown_and_nothing_that_is_computed():
    for code, column in INTERNAL.wave.build.scores.items():
        np.testing.assert_array_equal(PUBLIC.wave.build.scores[code], column)


def test_r189_segments_of_two_companies_are_suppressed():
    status = {(row["grouping"], row["group"]): row["status"] for row in table(PUBLIC, "groups")}
    assert {key[1] for key, word in status.items() if word == "suppressed"} >= {"SEG06", "SEG07", "SEG09"}
    for row in table(PUBLIC, "groups"):
        if row["status"] == "suppressed":
            assert [row[name] for name in ("mean", "sd", "rsd", "low", "high")] == [None] * 5
    assert {row["status"] for row in table(INTERNAL, "groups")} == {"shown"}


def test_r189_the_number_of_rows_withheld_and_why_is_on_record():
    counts = summary(PUBLIC)["waves"]["2025"]["disclosure"]
    assert counts["rows_without_consent"] == 9
    assert counts["rows_shown"] + 9 + counts["rows_withheld_to_protect_others"] == 40


def reduced(equations):
    """Equations in echelon form, in fractions."""
    rows = []
    for equation in equations:
        row = rest([Fraction(int(x)) for x in equation], rows)
        if any(row):
            pivot = next(i for i, x in enumerate(row) if x)
            rows.append([x / row[pivot] for x in row])
    return rows


def rest(row, rows):
    """What is left of a row once the others, in echelon form, are taken out of it."""
    for other in rows:
        pivot = next(i for i, x in enumerate(other) if x)
        if row[pivot]:
            row = [x - row[pivot] * y for x, y in zip(row, other, strict=True)]
    return row


def given_away(equations, unknowns, below):
    """Sets of fewer than ``below`` unknowns whose sum follows from the equations."""
    rows = reduced(equations)
    return [
        chosen
        for size in range(1, below)
        for chosen in combinations(range(unknowns), size)
        if not any(rest([Fraction(int(i in chosen)) for i in range(unknowns)], rows))
    ]


@pytest.mark.parametrize("name", [NAME, "six-questions", "cx-maturity"])
def test_r189_no_withheld_score_can_be_worked_out_from_the_files_of_an_example(name):
    result = example(name, "public")
    for wave in result.waves.values():
        shown = {row["subject"] for row in table(result, "scores") if row["wave"] == wave.wave}
        hidden = [i for i in wave.market_members if str(wave.build.frame.subjects[i]) not in shown]
        sums = [
            [i in group.members for i in hidden]
            for group in wave.groups
            if result.shows_group(group.grouping, group.code, wave)
        ]
        assert len(hidden) != 1
        assert given_away(sums, len(hidden), 2) == []


def small_market(folder, *, assessed_on_investment, min_group_n=3):
    """Twelve companies without consent, only some of them assessed on metric 1.2."""
    codes = [f"C{i:02d}" for i in range(12)]
    subjects = [
        {"subject": code, "market": "B2B" if i < 6 else "B2C", "consent": "refused"} for i, code in enumerate(codes)
    ]
    observations = [
        row
        for i, code in enumerate(codes)
        for row in ratings(code, i % 4, [m for m in CODES if m != "1.2" or i in assessed_on_investment])
    ]
    settings = PUBLISHED | {"overrides": {"policies": {"disclosure": {"min_group_n": min_group_n}}}}
    return write_study(folder, subjects=subjects, observations=observations, **settings)


def test_r189_a_field_without_any_consent_is_shown_by_its_groups_alone(tmp_path):
    result = computed(small_market(tmp_path, assessed_on_investment=range(12)))
    assert table(result, "scores") == []
    assert table(result, "trace") == []
    shown = {(row["grouping"], row["group"]) for row in table(result, "groups") if row["status"] == "shown"}
    assert ("overall", "market") in shown


def test_r189_a_mean_that_rests_on_fewer_scored_members_than_allowed_is_suppressed(tmp_path):
    result = computed(small_market(tmp_path, assessed_on_investment=[0, 7, 8, 9]))
    small = [row for row in table(result, "groups") if row["status"] == "shown" and row["n"] < 3 and row["mean"] >= 0]
    assert small == []


def patchy_market(folder, seed):
    """Sixteen companies, some without consent and some not assessed on everything, in two markets and two segments."""
    rng = np.random.default_rng(seed)
    codes = [f"C{i:02d}" for i in range(16)]
    subjects = [
        {
            "subject": code,
            "market": rng.choice(["B2B", "B2C"]),
            "segment": rng.choice(["SEG01", "SEG08"]),
            "consent": rng.choice(["granted", "granted", "refused"]),
        }
        for code in codes
    ]
    gaps = {code: set(rng.choice(CODES, rng.integers(0, 3))) for code in codes}
    observations = [
        row for code in codes for row in ratings(code, rng.integers(0, 4), [m for m in CODES if m not in gaps[code]])
    ]
    return write_study(folder, subjects=subjects, observations=observations, **PUBLISHED)


@pytest.mark.parametrize("seed", range(12))
def test_r189_no_two_withheld_companies_follow_from_the_means_shown_of_any_metric_or_node(tmp_path, seed):
    result = computed(patchy_market(tmp_path, seed))
    wave = result.wave
    subjects = wave.build.frame.subjects
    visible = np.isin(subjects, [row["subject"] for row in table(result, "scores")])
    rows = [row for row in table(result, "groups") if row["status"] == "shown"]
    assert not visible.all()
    assert rows
    for node, column in wave.build.scores.items():
        hidden = np.flatnonzero(~visible & ~np.isnan(column))
        shown = [wave.groups_by_key[row["grouping"], row["group"]] for row in rows if row["node"] == node]
        sums = [np.isin(hidden, group.members) for group in shown]
        assert given_away(sums, len(hidden), 3) == [], node


def test_r189_a_benchmark_smaller_than_the_smallest_group_is_withheld(tmp_path):
    groups = summary(computed(small_market(tmp_path, assessed_on_investment=range(12), min_group_n=6)))["groups"]
    assert "overall:market" in groups
    assert "overall:benchmark" not in groups


def test_r189_a_withheld_benchmark_does_not_follow_from_the_gaps_to_it(tmp_path):
    groups = summary(computed(small_market(tmp_path, assessed_on_investment=range(12), min_group_n=6)))["groups"]
    assert [judged["gaps"] for judged in groups.values() if judged["gaps"]] == []


def secrets(study, *classes):
    rows = study.evidence.filter(study.evidence["access"].is_in(classes))
    return set(rows["evidence"].to_list()) | set(rows["reference"].to_list())


@pytest.mark.parametrize(
    ("result", "classes"),
    [(INTERNAL, ("confidential",)), (PUBLIC, ("confidential", "restricted"))],
    ids=["internal", "public"],
)
def test_r57_confidential_evidence_never_appears_in_an_explanation(result, classes):
    hidden = secrets(result.study, *classes)
    assert len(hidden) >= 22
    seen = 0
    for code in sorted(ALL):
        try:
            found = explain(result, code)
        except MisuseError:
            continue
        for part in walk(found):
            for observed in part.observations:
                assert not hidden & {observed.evidence, observed.reference}
                if observed.access in classes:
                    assert (observed.evidence, observed.title, observed.reference) == ("", "", "")
                    seen += 1
    assert seen > 0


def test_r57_open_evidence_is_named_with_its_reference_and_class():
    observed = explain(PUBLIC, "SYN01", "1.1").observations[0]
    assert observed.access == "public"
    assert observed.reference.startswith("https://")
    assert observed.evidence


def test_r57_restricted_evidence_is_for_the_inner_circle_only():
    restricted = secrets(INTERNAL.study, "restricted")
    found = {
        observed.evidence
        for code in sorted(ALL)
        for part in walk(explain(INTERNAL, code))
        for observed in part.observations
    }
    assert found & restricted
    assert not found & secrets(INTERNAL.study, "confidential")


def test_r182_no_file_of_either_edition_holds_evidence_that_is_not_public():
    for result in (PUBLIC, INTERNAL):
        text = everything(result)
        assert not [secret for secret in secrets(result.study, "confidential", "restricted") if secret in text]


def test_raters_are_not_named_to_the_public():
    assert {observed.rater for observed in explain(PUBLIC, "SYN01", "1.1").observations} == {""}
    assert "" not in {observed.rater for observed in explain(INTERNAL, "SYN01", "1.1").observations}


def test_a_company_goal_is_its_own_business():
    assert [goal["subject"] for goal in summary(INTERNAL)["goals"]] == ["SYN01", "SYN03"]
    assert summary(PUBLIC)["goals"] == []


def test_r60_a_conflict_of_interest_names_a_subject_of_the_study_or_is_refused(tmp_path):
    from study_folders import codes_of, staff, text

    conflict = {"subject": "nobody", "text": text()}
    folder = write_study(
        tmp_path, subjects=[{"subject": "a"}], observations=staff("a", (3,) * 6), conflicts=[conflict], sponsor=text()
    )
    assert codes_of(folder) == ["study.unknown_subject"]


def test_r48_a_quote_is_kept_with_author_role_organisation_and_consent(tmp_path):
    from study_folders import staff, text

    quote = {"text": text(), "author": text(), "role": text(), "organisation": text()}
    folder = write_study(
        tmp_path,
        subjects=[{"subject": "a"}],
        observations=staff("a", (3,) * 6),
        quotes=[quote, quote | {"consent": "granted"}],
    )
    assert [kept.consent for kept in computed(folder).study.settings.quotes] == ["pending", "granted"]


def test_r59_warnings_do_not_name_a_company_that_did_not_agree(tmp_path):
    subjects = [{"subject": f"C{i}", "market": "B2B", "consent": "granted" if i else "refused"} for i in range(5)]
    observations = [row for i in range(1, 5) for row in ratings(f"C{i}", 2, CODES)]
    folder = write_study(
        tmp_path, subjects=subjects, observations=observations, method="hse_it_2025", audience="public"
    )
    assert "C0" not in everything(computed(folder))


def test_r189_a_group_with_few_withheld_rows_shows_no_dispersion():
    """Mean and standard deviation would be two equations for the few who are missing."""
    wave = PUBLIC.wave
    hidden = ~wave.disclosure.visible
    rows = [row for row in table(PUBLIC, "groups") if row["status"] == "shown" and row["n"]]
    checked = 0
    for row in rows:
        members = wave.groups_by_key[row["grouping"], row["group"]].members
        if 0 < hidden[members].sum() < 6:
            checked += 1
            assert math.isnan(row["sd"])
            assert math.isnan(row["rsd"])
            assert math.isnan(row["low"])
    assert checked >= 3 * 21


def test_r189_places_of_the_public_edition_have_no_gaps():
    places = sorted(row["rank"] for row in table(PUBLIC, "scores") if row["node"] == "index")
    assert places == [float(place) for place in range(1, len(places) + 1)]
