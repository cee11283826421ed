"""What is known of how the intervals of a run were drawn."""

import json
from typing import Any

from centricity.language import Language, in_percent
from centricity.web.research.models import Run, View
from centricity.web.research.places import run_folder

RESULT = "internal/result.json"
USUAL = 0.95


def told_of(run: Run, name: str = RESULT) -> dict[str, Any]:
    """A file of the results as it was written."""
    told: dict[str, Any] = json.loads((run_folder(run.pk) / name).read_text("utf-8"))
    return told


def level_of(view: View) -> float:
    """The share of draws that an interval of a score or of a place holds; of older results their file tells it."""
    if "level" in view.facts:
        return float(view.facts["level"])
    return float(told_of(view.run)["robustness"]["interval"]) if RESULT in view.run.files else USUAL


def percent(level: float, language: Language) -> str:
    """The level of an interval."""
    return in_percent(100 * level, language)
