"""An experiment as it is read: its measure by name, its values with their unit."""

from dataclasses import dataclass

from centricity.language import MISSING, number
from centricity.metrics import definition, metric_ids
from centricity.metrics.wording import written
from centricity.web.improvement.models import Experiment
from centricity.web.look.languages import language_now


@dataclass(frozen=True)
class Told:
    """What an experiment is to show, in the language of the reader."""

    hypothesis: str
    measure: str
    before: str
    wanted: str
    after: str
    result: str


def told(experiment: Experiment | None) -> Told | None:
    """An experiment in words; a value that nobody knows is a dash."""
    if experiment is None:
        return None
    measure = experiment.measure
    if experiment.metric in metric_ids():
        measure = definition(experiment.metric).name[language_now()]
    before, wanted, after = (
        _value(experiment, each) for each in (experiment.before, experiment.wanted, experiment.after)
    )
    return Told(experiment.hypothesis, measure, before, wanted, after, str(experiment.get_result_display()))


def _value(experiment: Experiment, value: float | None) -> str:
    if value is None:
        return MISSING
    digits = next(each for each in (0, 1, 2) if each == 2 or round(value, each) == value)
    if experiment.metric in metric_ids():
        return written(value, definition(experiment.metric).unit, language_now(), digits)
    return number(value, language_now(), digits)
