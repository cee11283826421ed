"""Questionnaires as data: the ``Survey`` model, its checker, its way through the questions, and bundled templates.

>>> from centricity.surveys import bundled_survey
>>> bundled_survey("relationship_nps").questions[0].code
'recommend'
"""

from centricity.surveys.answers import Answers, read_answers
from centricity.surveys.catalogue import bundled_survey, inspect_survey, read_survey, survey_ids
from centricity.surveys.flow import Step, ending, step_after, visible
from centricity.surveys.model import Survey
from centricity.surveys.question import Question

__all__ = [
    "Answers",
    "Question",
    "Step",
    "Survey",
    "bundled_survey",
    "ending",
    "inspect_survey",
    "read_answers",
    "read_survey",
    "step_after",
    "survey_ids",
    "visible",
]
