"""The catalogue: every metric says all that is needed, in both languages, and names only what exists."""

import os
import re
import subprocess
import sys

import pytest

from centricity.errors.templates import TEMPLATES
from centricity.language import Text
from centricity.metrics import definition, metric_ids
from centricity.metrics.catalogue import contracts
from centricity.metrics.definition import TableContract
from centricity.metrics.makers import MAKERS, maker_of
from centricity.metrics.options import Options
from centricity.metrics.wording import REASONS

CORE = {
    "nps", "enps", "csat", "ces", "cli", "esi", "retention", "churn", "historical_cltv", "predictive_cltv", "cac",
    "sla_attainment", "first_response", "resolution_time", "first_contact_resolution", "reopening", "backlog",
    "article_reuse", "repeat_contacts", "self_service", "contact_rate", "conversion", "rfm", "pareto_share",
    "exit_reasons", "total_experience",
}  # fmt: skip


def texts(part, path=()):
    """All texts in two languages below a part."""
    if isinstance(part, Text):
        yield path, part
    elif isinstance(part, (list, tuple)):
        for i, each in enumerate(part):
            yield from texts(each, (*path, i))
    elif hasattr(part, "model_fields_set"):
        for name in type(part).model_fields:
            yield from texts(getattr(part, name), (*path, name))


def test_r64_to_r71_and_r157_the_metrics_asked_for_are_there():
    assert set(metric_ids()) >= CORE


@pytest.mark.parametrize("metric", metric_ids())
def test_every_text_is_there_in_both_languages_and_differs(metric):
    found = dict(texts(definition(metric)))
    assert {("name",), ("says",), ("formula", "words"), ("interval",), ("reading",), ("source",)} <= set(found)
    for path, text in found.items():
        assert text.ru.strip(), path
        assert text.en.strip(), path
        assert not re.search("[а-яё]", text.en, re.IGNORECASE), path
        if path[0] == "short":
            continue
        assert text.ru != text.en, path
        # a source may be nothing but names and titles
        assert path[0] == "source" or re.search("[а-яё]", text.ru, re.IGNORECASE), path
    assert definition(metric).formula.symbols.strip()


@pytest.mark.parametrize("metric", metric_ids())
def test_every_metric_names_only_what_exists(metric):
    known = definition(metric)
    for wanted in known.inputs:
        contract = contracts()[wanted.table]
        assert set(wanted.needs) | set(wanted.uses) <= set(contract.names)
        assert not set(wanted.needs) & set(wanted.uses)
    assert set(known.options) <= set(Options.model_fields)
    assert callable(maker_of(known))
    assert "main" in {wanted.role for wanted in known.inputs}
    assert known.id in MAKERS or known.rule is not None


def test_every_maker_has_its_metric():
    assert set(MAKERS) <= set(metric_ids())


@pytest.mark.parametrize("name", list(contracts()))
def test_contracts_hold_together(name):
    contract = contracts()[name]
    assert isinstance(contract, TableContract)
    assert len(set(contract.names)) == len(contract.names)
    assert contract.unique is None or contract.unique in contract.names
    for first, second in contract.order:
        assert {contract.column(first).kind, contract.column(second).kind} <= {"moment", "day"}
    for part, whole in contract.within:
        assert {contract.column(part).kind, contract.column(whole).kind} <= {"number", "amount"}
    for column in contract.columns:
        assert column.title.ru != column.title.en


@pytest.mark.parametrize("name", list(contracts()))
def test_every_column_of_a_contract_serves_a_metric(name):
    used = {
        column
        for metric in metric_ids()
        for wanted in definition(metric).inputs
        if wanted.table == name
        for column in (*wanted.needs, *wanted.uses)
    }
    assert used == set(contracts()[name].names)


def test_every_reason_for_leaving_a_row_out_has_its_words():
    kinds = {column.kind for contract in contracts().values() for column in contract.columns}
    reasons = {f"not_{kind}" for kind in kinds - {"score", "day"}}
    reasons |= {"blank", "not_number", "outside_scale", "not_whole", "another_scale", "negative", "duplicate"}
    reasons |= {f"before_{first}" for contract in contracts().values() for first, _ in contract.order}
    reasons |= {f"above_{whole}" for contract in contracts().values() for _, whole in contract.within}
    assert reasons <= set(REASONS)


def test_every_note_and_fault_of_the_metrics_is_written_in_both_languages():
    codes = [code for code in TEMPLATES if code.startswith("metric.")]
    for code in codes:
        fields = [set(re.findall(r"{(\w+)}", TEMPLATES[code][language])) for language in ("ru", "en")]
        assert fields[0] == fields[1], code


@pytest.mark.parametrize(
    "code", ["import centricity.metrics", "import centricity.metrics as m; assert m.nps([10, 0]).value == 0"]
)
def test_a_list_needs_no_engine(code):
    told = f"{code}\nimport sys\nprint(sorted({{'ibis', 'duckdb', 'pandas'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"
