"""What answers are held against, and whether the options asked for fit a metric; no engine is needed here."""

from collections.abc import Collection, Sequence

from centricity.errors import Fault, MisuseError
from centricity.metrics.definition import Metric, Rule, Scale
from centricity.metrics.options import Options

ALWAYS = ("confidence", "zone", "decimal", "strict", "min_n")
MOST_KEYS = 4


def rule_of(metric: Metric, options: Options) -> Rule:
    """Rule of a metric on the scale that these answers were given on.

    Raises
    ------
    MisuseError
        Where the metric is not made from answers.
    """
    rule = metric.rule
    if rule is None:
        raise MisuseError([Fault("metric.no_list", fields={"metric": metric.id})])
    if options.scale is None or "scale" not in metric.options:
        return rule
    low, _, high = options.scale.rpartition("-")
    scale = Scale(min=float(low), max=float(high), whole=rule.scale.whole)
    top = (scale.max - 1, scale.max) if rule.positive else None
    return Rule(scale=scale, positive=top, negative=None)


def made_of_answers(metric: Metric) -> bool:
    """Whether a metric is nothing but its rule over answers; others may hold a rule for a column beside."""
    return metric.rule is not None and (metric.family == "answers" or metric.id == "service_csat")


def check_options(
    metric: Metric, options: Options, by: Sequence[str] = (), heard: Collection[str] | None = None
) -> None:
    """Refuse options that a metric does not listen to, and those that do not fit together.

    Parameters
    ----------
    heard
        Options that are listened to here; the metric's own where left out.

    Raises
    ------
    MisuseError
        With every fault found.
    """
    known = metric.options if heard is None else tuple(heard)
    faults = [
        Fault("metric.option", fields={"metric": metric.id, "option": name, "known": ", ".join(known) or "-"})
        for name in sorted(options.model_fields_set)
        if name not in known and name not in ALWAYS
    ]
    if len(by) > MOST_KEYS or len(set(by)) < len(by):
        faults.append(Fault("metric.too_many_keys", fields={"by": ", ".join(by), "limit": MOST_KEYS}))
    if options.start is not None and options.end is not None and options.end <= options.start:
        faults.append(Fault("metric.period_order", fields={"start": options.start, "end": options.end}))
    if options.direction is not None and metric.rule is not None and not options.reverse:
        better = metric.rule.scale.better
        if options.direction != better:
            faults.append(Fault("metric.direction", fields={"metric": metric.id, "scale": metric.rule.scale.text}))
    if metric.private and options.min_n is not None and options.min_n < metric.min_n:
        fields = {"metric": metric.id, "n": options.min_n, "least": metric.min_n}
        faults.append(Fault("metric.min_n_private", fields=fields))
    if faults:
        raise MisuseError(faults)
