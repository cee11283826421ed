from collections.abc import Sequence

from centricity.errors.faults import Fault


class CentricityError(Exception):
    """Anything that Centricity refuses; ``faults`` say what, where, why and what to do."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.text("en") for fault in self.faults))

    def text(self, language: str) -> str:
        """All faults in one language, a line each."""
        return "\n".join(fault.text(language) for fault in self.faults)


class MisuseError(CentricityError):
    """The call is wrong: an unknown name, a path that is not there, an option that does not fit."""


class FaultsError(CentricityError):
    """The input is wrong, in all the places that ``faults`` name."""


class MethodError(FaultsError):
    """A method file is faulty."""


class StudyError(FaultsError):
    """A study folder is faulty."""


class SurveyError(FaultsError):
    """A survey is faulty."""


class MetricError(FaultsError):
    """A metric cannot be made from the tables given."""


class TextError(FaultsError):
    """Documents, names of companies or a model of tone cannot be used."""


class StepError(FaultsError):
    """A step of the computation cannot be done on these data."""
