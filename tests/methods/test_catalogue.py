"""The bundled methods hold what their sources publish, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from centricity.language import LANGUAGES
from centricity.methods import Method, bundled_method, catalogue, method_ids, read_method
from centricity.methods.describe import level_texts
from centricity.methods.rubrics import Checklist

METHODS = {name: bundled_method(name) for name in method_ids()}
HSE, SIX, CX = METHODS["hse_it_2025"], METHODS["six_questions"], METHODS["cx_maturity"]

every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)

QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"")
CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")
WITHOUT_WORDS = {"B2B", "B2C"}
"""Texts that are one international name in either language."""


def texts(content: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a method with where it stands."""
    if isinstance(content, dict):
        if content.keys() == {"ru", "en"}:
            yield path, content
        else:
            for key, value in content.items():
                yield from texts(value, f"{path}.{key}")
    elif isinstance(content, list):
        for i, value in enumerate(content):
            yield from texts(value, f"{path}[{i}]")


def all_texts(method: Method) -> list[tuple[str, dict[str, str]]]:
    return list(texts(method.model_dump(mode="json", exclude_none=True)))


def test_r02_the_index_has_sixteen_metrics_in_groups_of_five_four_three_and_four():
    assert [child.code for child in HSE.index.children] == ["s1", "s2", "s3", "s4"]
    assert [len(child.children) for child in HSE.index.children] == [5, 4, 3, 4]
    assert len(HSE.metrics) == 16
    assert set(HSE.metrics) == {f"{i}.{j}" for i, n in ((1, 5), (2, 4), (3, 3), (4, 4)) for j in range(1, n + 1)}


def test_r03_levels_run_from_0_to_3_in_whole_steps_with_an_anchor_each_in_both_languages():
    scale = HSE.scale
    assert (scale.min, scale.max, scale.step) == (0, 3, 1)
    assert [anchor.value for anchor in scale.anchors] == [0, 1, 2, 3]
    assert all(anchor.text[language] for anchor in scale.anchors for language in LANGUAGES)


def test_r05_coefficients_lie_within_what_the_published_tables_allow():
    k = HSE.policies.adjustment.coefficients
    assert 1.1102 <= k["B2B"] <= 1.1203
    assert 1.0081 <= k["B2C"] <= 1.0246


def test_r06_the_market_is_b2b_or_b2c_and_b2b_takes_in_the_state_and_the_staff():
    grouping = HSE.grouping("market")
    assert [value.code for value in grouping.values] == ["B2B", "B2C"]
    assert "B2G" in grouping.values[0].title.en
    assert "B2E" in grouping.values[0].title.ru


def test_r08_the_published_sample_has_27_b2b_and_13_b2c_companies():
    assert [value.published_n for value in HSE.grouping("market").values] == [27, 13]


def test_r09_the_published_segments_hold_39_companies():
    sizes = {value.code: value.published_n for value in HSE.grouping("segment").values}
    assert list(sizes.values()) == [4, 3, 3, 3, 5, 2, 2, 9, 2, 6]
    assert sum(sizes.values()) == 39


@pytest.mark.parametrize(
    ("code", "russian", "english"),
    [
        ("s1", "Проактивное взаимодействие с клиентом", "Proactive interaction with the customer"),
        ("s2", "Совместное с клиентом создание стоимости", "Co-creation of value with the customer"),
        ("s3", "Внутрикорпоративная интеграция", "Internal corporate integration"),
        ("s4", "Внешняя консолидация цепочки создания стоимости", "External consolidation of the value chain"),
    ],
)
def test_r10_to_r13_every_sub_index_has_its_name_and_its_definition_in_both_languages(code, russian, english):
    node = HSE.nodes[code]
    assert (node.title.ru, node.title.en) == (russian, english)
    assert len(node.definition.ru) > 80
    assert len(node.definition.en) > 80


def test_r14_to_r29_every_metric_has_a_definition_a_rubric_and_a_rule_of_evidence():
    for metric in HSE.metrics.values():
        assert metric.definition
        assert metric.rubric
        assert metric.rubric.kind != "rater"
        assert metric.minimum_evidence
        assert metric.source_kinds


def test_r24_presence_in_rankings_is_stated_to_pay_no_heed_to_the_place():
    metric = HSE.metrics["3.2"]
    assert "place" in metric.definition.en
    assert "место" in metric.definition.ru
    assert metric.rubric.indicator == "n_rankings"


@pytest.mark.parametrize(("code", "visits", "indicator"), [("2.4", 5, "support_score"), ("4.3", 3, "purchase_score")])
def test_r22_and_r28_visits_are_scored_out_of_a_hundred_and_at_least_three_are_asked_for(code, visits, indicator):
    metric = HSE.metrics[code]
    assert metric.rubric.indicator == indicator
    assert (metric.indicators[0].minimum, metric.indicators[0].maximum) == (0, 100)
    assert metric.minimum_n == visits >= 3


def test_r31_dispersion_is_that_of_the_whole_population():
    assert HSE.policies.dispersion.ddof == 0


def test_r33_the_benchmark_is_the_best_five_with_a_rule_for_ties():
    assert (HSE.policies.benchmark.top, HSE.policies.benchmark.ties) == (5, ("s3", "s1"))


def test_r49_the_portrait_has_five_elements_each_with_metrics_that_evidence_it():
    assert len(HSE.portrait) == 5
    assert all(trait.nodes and set(trait.nodes) <= set(HSE.parts) for trait in HSE.portrait)


def test_r50_the_method_brings_closing_paragraphs_on_advantage_meaning_and_transfer():
    assert len(HSE.conclusions) == 3


def test_r92_six_questions_are_answered_from_1_to_5():
    assert (SIX.scale.min, SIX.scale.max, SIX.scale.step) == (1, 5, 1)
    assert [anchor.text.en for anchor in SIX.scale.anchors] == ["Very poor", "Poor", "Fair", "Good", "Excellent"]
    assert list(SIX.metrics) == ["q1", "q2", "q3", "q4", "q5", "q6"]


def test_r93_to_r98_every_question_is_put_in_both_languages():
    for metric in SIX.metrics.values():
        assert metric.question.ru.endswith("?")
        assert metric.question.en.endswith("?")


def test_r101_every_level_has_a_meaning_and_a_next_step():
    assert [(band.low, band.high) for band in SIX.bands.bands] == [(6, 12), (13, 20), (21, 25), (26, 30)]
    for band in SIX.bands.bands:
        assert all(len(part[language]) > 60 for part in (band.text, band.next_step) for language in LANGUAGES)


def test_r102_assessments_come_round_every_year():
    assert SIX.cycle_months == 12


def test_r159_cx_maturity_has_six_competencies_and_twenty_practices():
    assert len(CX.index.children) == 6
    assert len(CX.metrics) == 20


def test_r160_practices_are_rated_by_frequency_from_never_to_always():
    assert [(anchor.value, anchor.text.en) for anchor in CX.scale.anchors] == [
        (1, "Never"),
        (2, "Rarely"),
        (3, "Often"),
        (4, "Almost always"),
        (5, "Always"),
    ]


def test_r163_every_stage_has_texts_of_its_own():
    stages = CX.bands.bands
    assert [(stage.low, stage.high) for stage in stages] == [(6, 14), (15, 18), (19, 22), (23, 26), (27, 30)]
    for language in LANGUAGES:
        assert len({stage.title[language] for stage in stages}) == 5
        assert len({stage.text[language] for stage in stages}) == 5
        assert len({stage.next_step[language] for stage in stages}) == 5


def test_r163_stages_do_not_borrow_the_names_of_the_instrument_they_describe():
    names = {"Investigate", "Initiate", "Mobilize", "Scale", "Embed"}
    assert not names & {stage.title.en for stage in CX.bands.bands}


def test_r164_the_two_maturity_models_share_a_range_but_not_their_bands():
    assert SIX.identity != CX.identity
    assert SIX.bands.bands[0].low == CX.bands.bands[0].low == 6
    assert SIX.bands.bands[-1].high == CX.bands.bands[-1].high == 30
    assert [b.high for b in SIX.bands.bands] != [b.high for b in CX.bands.bands]


@every_method
def test_r187_every_text_says_something_in_both_languages(method):
    found = all_texts(method)
    assert len(found) > 50
    for path, text in found:
        for language in LANGUAGES:
            assert text[language].strip() == text[language] != "", path


@every_method
def test_r187_russian_texts_are_in_cyrillic(method):
    for path, text in all_texts(method):
        assert CYRILLIC.search(text["ru"]) or text["ru"] in WITHOUT_WORDS, path


@every_method
def test_r187_english_texts_hold_no_cyrillic_but_in_quoted_names(method):
    for path, text in all_texts(method):
        assert not CYRILLIC.search(QUOTED.sub("", text["en"])), path


@every_method
def test_r187_russian_and_english_end_alike(method):
    for path, text in all_texts(method):
        assert (text["ru"][-1] in ".?") == (text["en"][-1] in ".?"), path


@every_method
def test_every_method_tells_what_is_published_from_what_is_proposed(method):
    assert method.source.citation
    assert method.provenance.published != method.provenance.proposed


@every_method
def test_what_each_level_takes_can_be_said_in_words(method):
    for metric in method.metrics.values():
        words = level_texts(method, metric)
        count = round((method.scale.max - method.scale.min) / method.scale.step) + 1
        assert list(words) == [method.scale.min + i * method.scale.step for i in range(count)]
        for language in LANGUAGES:
            assert len({text[language] for text in words.values()}) == len(words)


@every_method
def test_equal_content_has_an_equal_hash_and_a_change_another(method):
    again = read_method(Path(catalogue.__file__).with_name(f"{method.id}.yaml"))
    assert again.hash == method.hash
    content = method.model_dump(mode="json", by_alias=True)
    assert Method.model_validate(content).hash == method.hash
    assert Method.model_validate(content | {"version": "9.9.9"}).hash != method.hash


def test_methods_differ_in_identity_and_hash():
    assert len({method.hash for method in METHODS.values()}) == len(METHODS) == 4
    assert len({method.identity for method in METHODS.values()}) == 4


def test_a_full_checklist_reaches_the_highest_level_and_an_empty_one_the_lowest():
    for metric in HSE.metrics.values():
        if isinstance(metric.rubric, Checklist):
            total = sum(item.weight for item in metric.rubric.items)
            assert total >= metric.rubric.cuts[-1]
            assert metric.rubric.cuts[0] > 0
