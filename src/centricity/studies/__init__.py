"""A study: method, subjects, observations and evidence; read, checked, run and explained."""

from centricity.studies.read import Inspection, inspect_study, read_study
from centricity.studies.result import Audience, Result
from centricity.studies.run import run
from centricity.studies.study import Study

__all__ = ["Audience", "Inspection", "Result", "Study", "inspect_study", "read_study", "run"]
