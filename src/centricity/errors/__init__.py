"""Everything Centricity says when something is wrong.

::

    CentricityError
    ├── MisuseError        the call is wrong: an option, a name, a path           exit 2
    └── FaultsError        the input is wrong; carries every fault found          exit 1
        ├── MethodError    faults in a method file
        ├── StudyError     faults in a study folder
        ├── SurveyError    faults in a survey
        ├── MetricError    a metric cannot be made from the tables given
        ├── TextError      documents, names of companies or a model of tone cannot be used
        └── StepError      a step of the computation cannot be done on these data

A fault is a code, a place and fields; its sentence is made from a template in the reader's language.
"""

from centricity.errors.faults import Fault, Place, Severity
from centricity.errors.tree import (
    CentricityError,
    FaultsError,
    MethodError,
    MetricError,
    MisuseError,
    StepError,
    StudyError,
    SurveyError,
    TextError,
)

__all__ = [
    "CentricityError",
    "Fault",
    "FaultsError",
    "MethodError",
    "MetricError",
    "MisuseError",
    "Place",
    "Severity",
    "StepError",
    "StudyError",
    "SurveyError",
    "TextError",
]
