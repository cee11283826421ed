"""Actions as experiments: what they are to show, how it is measured, and what they showed."""

import math
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from centricity.errors import Fault, MisuseError
from centricity.metrics import metric_ids
from centricity.web.audit.services import Actor, record
from centricity.web.improvement.models import Action, Experiment
from centricity.web.improvement.services import action_end, turn

LONGEST_HYPOTHESIS = 2_000
LONGEST_MEASURE = 200
LARGEST = 1e12


@dataclass(frozen=True)
class Trial:
    """A hypothesis and its measure; a value before that nobody knows is not told."""

    hypothesis: str
    wanted: float
    metric: str = ""
    measure: str = ""
    before: float | None = None


@dataclass(frozen=True)
class Finding:
    """What an experiment showed, and the value of its measure after."""

    result: str
    after: float | None = None


def experiment_of(action: Action) -> Experiment | None:
    """What an action is to show, if anything."""
    return getattr(action, "experiment", None)


@transaction.atomic
def experiment_set(action: Action, trial: Trial, version: int, actor: Actor) -> None:
    """Make an open action an experiment, or tell anew what it is to show.

    Raises
    ------
    MisuseError
        Where hypothesis or measure is not told, the action has ended, or somebody changed it meanwhile.
    """
    _check(trial)
    turn(action, version)
    facts = {"hypothesis": trial.hypothesis.strip(), "metric": trial.metric, "measure": trial.measure.strip(),
             "before": trial.before, "wanted": trial.wanted}  # fmt: skip
    Experiment.objects.update_or_create(action=action, defaults=facts)
    record(actor, "action.experiment", action.target, after={"metric": trial.metric})


@transaction.atomic
def experiment_end(
    action: Action, state: str, outcome: str, finding: Finding | None, version: int, actor: Actor
) -> None:
    """End an action with what came of it, and with what it showed where it is an experiment.

    Raises
    ------
    MisuseError
        Where outcome or result is not told, or the action cannot be ended.
    """
    experiment = experiment_of(action)
    if experiment is not None:
        _check_finding(finding)
    action_end(action, state, outcome, version, actor)
    if experiment is not None and finding is not None:
        Experiment.objects.filter(pk=experiment.pk).update(result=finding.result, after=finding.after)


def _check(trial: Trial) -> None:
    if not 0 < len(trial.hypothesis.strip()) <= LONGEST_HYPOTHESIS:
        raise MisuseError([Fault("web.hypothesis_needed", fields={"limit": LONGEST_HYPOTHESIS})])
    if bool(trial.metric) == bool(trial.measure.strip()) or len(trial.measure) > LONGEST_MEASURE:
        raise MisuseError([Fault("web.measure_needed")])
    if trial.metric and trial.metric not in metric_ids():
        raise MisuseError([Fault("web.measure_needed")])
    _check_values(trial.before, trial.wanted)


def _check_finding(finding: Finding | None) -> None:
    if finding is None or finding.result not in Experiment.Result.values:
        raise MisuseError([Fault("web.result_needed")])
    if finding.after is None and finding.result != str(Experiment.Result.UNCLEAR):
        raise MisuseError([Fault("web.after_needed")])
    _check_values(finding.after)


def _check_values(*values: Any) -> None:
    if any(each is not None and not (math.isfinite(each) and abs(each) <= LARGEST) for each in values):
        raise MisuseError([Fault("web.value_too_large")])
