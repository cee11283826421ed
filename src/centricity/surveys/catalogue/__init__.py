"""Bundled surveys, and how a survey is read from a file."""

import math
from importlib import resources
from pathlib import Path

from centricity.errors import Fault, MisuseError, SurveyError
from centricity.methods import bundled_method
from centricity.methods.validate import validate
from centricity.methods.yaml_file import YamlFile, read_yaml
from centricity.surveys.check import check_survey
from centricity.surveys.model import Survey
from centricity.surveys.of_method import survey_of

METHODS = ("six_questions", "cx_maturity")
"""Methods that are surveys of staff: their questions stand in the method, and nowhere else."""


def survey_ids() -> list[str]:
    """Ids of the bundled surveys, sorted."""
    files = [Path(entry.name).stem for entry in _folder().iterdir() if entry.name.endswith(".yaml")]
    return sorted([*files, *METHODS])


def bundled_survey(survey_id: str) -> Survey:
    """A bundled survey by its id.

    Raises
    ------
    MisuseError
        Where there is no such survey; the message lists those there are.
    """
    if survey_id in METHODS:
        return survey_of(bundled_method(survey_id))
    if survey_id not in survey_ids():
        raise MisuseError([Fault("survey.unknown", fields={"name": survey_id, "known": ", ".join(survey_ids())})])
    with resources.as_file(_folder() / f"{survey_id}.yaml") as path:
        return read_survey(path)


def read_survey(path: Path, name: str | None = None) -> Survey:
    """Read a survey file.

    Raises
    ------
    SurveyError
        With every fault of the file: syntax, schema and meaning.
    """
    survey, _, faults = inspect_survey(path, name)
    if faults or survey is None:
        raise SurveyError(faults)
    return survey


def inspect_survey(path: Path, name: str | None = None) -> tuple[Survey | None, YamlFile, list[Fault]]:
    """Read a survey file as far as it goes: the survey where there is one, the file, and all faults."""
    return inspected(read_yaml(path, name))


def inspected(file: YamlFile) -> tuple[Survey | None, YamlFile, list[Fault]]:
    """Make a survey of a file that was read; see `inspect_survey`."""
    validated = validate(Survey, file)
    faults = list(validated.faults)
    if validated.model is not None and not faults:
        faults = check_survey(validated.model, file)
    return validated.model, file, sorted(faults, key=lambda fault: fault.place.line or math.inf)


def inspect_content(content: object) -> tuple[Survey | None, list[Fault]]:
    """Make a survey of plain content, such as a builder keeps: the survey where there is one, and all faults."""
    survey, _, faults = inspected(YamlFile("", content))
    return survey, faults


def _folder() -> resources.abc.Traversable:
    return resources.files(__name__)


__all__ = ["bundled_survey", "inspect_content", "inspect_survey", "read_survey", "survey_ids"]
