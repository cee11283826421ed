"""Computing a metric: tables brought into order, sums taken by the engine, estimates made, small groups guarded."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis

from centricity.engines.fetch import fetch
from centricity.errors import Fault, MetricError, MisuseError
from centricity.language import LANGUAGES
from centricity.metrics.answers import people_behind
from centricity.metrics.call import Call
from centricity.metrics.catalogue import contracts, definition
from centricity.metrics.contract import WHY, Excluded, Prepared, drop_duplicates, prepare
from centricity.metrics.definition import Input, Metric, Scale
from centricity.metrics.guard import guarded
from centricity.metrics.makers import maker_of
from centricity.metrics.options import Options, groups_of, options_of
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.periods import is_period
from centricity.metrics.remarks import remarks
from centricity.metrics.rules import check_options, rule_of
from centricity.metrics.weighting import Targets
from centricity.metrics.wording import REASONS

MIXED = 0.1

Mappings = Mapping[str, Mapping[str, str]]


def compute(
    metric: str | Metric,
    tables: Any,
    by: Sequence[str] = (),
    options: Options | None = None,
    mapping: Mapping[str, str] | None = None,
    mappings: Mappings | None = None,
    targets: Targets | None = None,
) -> Outcome:
    """Compute a metric on whatever engine its tables live.

    Parameters
    ----------
    metric
        Its identifier, or its definition.
    tables
        Ibis table, or tables by role where the metric needs more than one (``main`` and others).
    by
        Columns or periods (day, week, month, quarter, year) to group by.
    mapping
        How columns are called in the main table, where not as in the contract: ``{"score": "Q1"}``.
    mappings
        The same for other tables, by role.
    targets
        Known shares of the population, by column and label, that the answers which count are raked to.

    Raises
    ------
    MisuseError
        Where an option, a column or a group does not exist, or the metric takes no weights.
    MetricError
        Where the tables do not allow the metric; all faults at once.
    """
    known = _definition_of(metric)
    chosen, by = options_of(options), groups_of(by)
    check_options(known, chosen, by)
    maps = _mappings_of(mapping, mappings)
    _check_targets(known, targets or {}, maps["main"])
    given = dict(tables) if isinstance(tables, Mapping) else {"main": tables}
    _check_tables(given)
    prepared = {role: prepared_table(known, role, table, chosen, maps.get(role, {})) for role, table in given.items()}
    missing = sorted({wanted.role for wanted in known.inputs} - set(prepared))
    if missing:
        raise MisuseError([Fault("metric.needs_table", fields={"metric": known.id, "roles": ", ".join(missing)})])
    if targets and prepared["main"].has("weight"):
        raise MisuseError([Fault("metric.weights_twice", fields={"column": prepared["main"].names["weight"]})])
    others = {k: v for k, v in prepared.items() if k != "main"}
    return _computed(Call(known, prepared["main"], tuple(by), chosen, others, targets or {}))


def _definition_of(given: Any) -> Metric:
    if isinstance(given, Metric):
        return given
    if not isinstance(given, str):
        raise MisuseError([Fault("metric.not_metric", fields={"kind": type(given).__name__})])
    return definition(given)


def _mappings_of(main: Any, others: Any) -> dict[str, Mapping[str, str]]:
    """Which column is which, by role; what does not say so is refused."""
    wrong = [others] if others is not None and not isinstance(others, Mapping) else []
    found = {"main": main or {}} | (dict(others or {}) if not wrong else {})
    wrong += [named for named in found.values() if not isinstance(named, Mapping)]
    if wrong:
        raise MisuseError([Fault("metric.not_mapping", fields={"kind": type(each).__name__}) for each in wrong])
    return found


def _check_tables(given: Mapping[str, Any]) -> None:
    """Refuse what is no Ibis table."""
    wrong = [type(table).__name__ for table in given.values() if not isinstance(table, ibis.Table)]
    if wrong:
        raise MisuseError([Fault("metric.not_table", fields={"kind": kind}) for kind in wrong])


def takes_weights(metric: Metric) -> bool:
    """Whether a metric counts its answers with weights."""
    return any("weight" in (*wanted.needs, *wanted.uses) for wanted in metric.inputs)


def _check_targets(metric: Metric, targets: Targets, mapping: Mapping[str, str]) -> None:
    """Refuse known shares where the metric counts without weights, or another column is said to hold them."""
    if targets and not takes_weights(metric):
        raise MisuseError([Fault("metric.no_weights", fields={"metric": metric.id})])
    if targets and "weight" in mapping:
        raise MisuseError([Fault("metric.weights_twice", fields={"column": mapping["weight"]})])


def input_for(metric: Metric, role: str, columns: Sequence[str], mapping: Mapping[str, str]) -> Input:
    """Choose among the tables that a metric can be made from the one whose columns are there.

    Raises
    ------
    MisuseError
        Where the metric has no table in this role.
    """
    wanted = [wanted for wanted in metric.inputs if wanted.role == role]
    if not wanted:
        roles = ", ".join(dict.fromkeys(each.role for each in metric.inputs))
        raise MisuseError([Fault("metric.no_role", fields={"metric": metric.id, "role": role, "known": roles})])
    lacking = [sum(mapping.get(name, name) not in columns for name in each.needs) for each in wanted]
    return wanted[lacking.index(min(lacking))]


def prepared_table(
    metric: Metric, role: str, table: Any, options: Options, mapping: Mapping[str, str], *, look: bool = True
) -> Prepared:
    """Bring a table of a metric into order; duplicates are looked for first, unless nothing may be run."""
    wanted = input_for(metric, role, table.columns, mapping)
    contract = contracts()[wanted.table]
    scale = rule_of(metric, options).scale if metric.rule is not None else Scale(min=1, max=5)
    if role != "main":
        options = options.model_copy(update={"reverse": False})
    prepared = prepare(table, contract, wanted, options, mapping, scale)
    _check_scale(prepared, scale)
    if contract.unique is not None and prepared.has(contract.unique):
        drop_duplicates(prepared, contract.unique, look=look)
    return prepared


def _check_scale(prepared: Prepared, scale: Scale) -> None:
    """Leave out answers that say they were given on another scale."""
    if not prepared.has("scale"):
        return
    table = prepared.table
    other = (table["scale"] != "") & (table["scale"].replace("–", "-") != scale.text) & table[WHY].isnull()
    why = ibis.ifelse(other, ibis.literal("scale:another_scale"), table[WHY])
    prepared.table = table.mutate(**{WHY: why})


def _computed(call: Call) -> Outcome:
    _check_periods(call)
    quick = call.metric.family == "answers"
    total = _height(call.main)
    excluded = () if quick else _left_out(call, total)
    made = maker_of(call.metric)(call)
    if quick and sum(row.estimate.n for row in made.rows) != total:
        # where every row was used, there is nothing to look for
        excluded = _left_out(call, total)
    rows = made.rows
    notes = [*made.notes, *remarks(call, rows, made.more_keys, _least(call))]
    if call.metric.private:
        people = people_behind(call, rows)
        rows = guarded(rows, _least(call), people)
        if people is None:
            notes.append(Fault("metric.note_people_unknown", severity="warning"))
    return Outcome(
        call.metric, (*_by_names(call, rows, made.more_keys), *made.more_keys), tuple(rows), call.options,
        total, excluded, tuple(notes), made.bins, made.beside,
        tuple(name for name in call.by if is_period(name) and name != call.grain),
    )  # fmt: skip


def _check_periods(call: Call) -> None:
    """Refuse two periods, and one that would cut the histories that a metric is made from."""
    period = call.grain or ("period" if "period" in call.by and call.main.has("period") else None)
    if call.metric.histories and period is not None:
        raise MisuseError([Fault("metric.by_period", fields={"metric": call.metric.id, "name": period})])


def _by_names(call: Call, rows: Sequence[Row], more: Sequence[str]) -> tuple[str, ...]:
    """Names of the keys; a metric that groups by itself where nothing is asked for has names of its own."""
    width = len(rows[0].keys) - len(more) if rows else len(call.by)
    if width == len(call.by):
        return call.by
    own = {"cac": ("channel",), "subscription_cltv": ("cohort",)}
    return own.get(call.metric.id, call.by)


def _least(call: Call) -> int:
    """Fewest that a group is shown with; for a private metric it can only be raised."""
    return call.metric.min_n if call.options.min_n is None else call.options.min_n


def _height(prepared: Prepared) -> int:
    return int(fetch(prepared.table.agg(n=lambda t: t.count()))["n"][0])


def _left_out(call: Call, total: int) -> tuple[Excluded, ...]:
    """Rows left out of every table."""
    found = call.main.excluded()
    _refuse(call, found, total)
    for other in call.others.values():
        faulty = other.excluded()
        _refuse(call, faulty, _height(other) if faulty else 0)
        found += faulty
    return found


def _refuse(call: Call, found: Sequence[Excluded], total: int) -> None:
    """Refuse a table where strictness is asked for, where nothing is left, and where scales seem mixed."""
    faults = [
        Fault("metric.left_out", fields={
            "column": part.column, "reason": REASONS[part.reason].model_dump(), "n": part.n,
            "examples": ", ".join(part.examples) or "-",
        })
        for part in found
        if call.options.strict
    ]  # fmt: skip
    beyond = sum(part.n for part in found if part.reason in {"outside_scale", "another_scale"})
    if call.metric.rule is not None and total and beyond / total > MIXED and not call.options.strict:
        scale = rule_of(call.metric, call.options).scale
        fields = {"n": beyond, "total": total, "scale": scale.text}
        faults.append(Fault("metric.mixed_scales", fields=fields))
    if total and sum(part.n for part in found) >= total and not faults:
        reasons = {
            language: ", ".join(f"{part.column}: {REASONS[part.reason][language]} {part.n}" for part in found)
            for language in LANGUAGES
        }
        faults.append(Fault("metric.none_sound", fields={"total": total, "reasons": reasons}))
    if faults:
        raise MetricError(faults)
