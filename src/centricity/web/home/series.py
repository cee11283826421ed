"""A metric as its page shows it: of all answers, or of a part of them."""

from collections.abc import Sequence

from centricity.language import Language
from centricity.metrics.definition import Metric
from centricity.web.home.asked import Asked
from centricity.web.home.board import Series, series
from centricity.web.home.heard import COLUMNS
from centricity.web.home.narrowing import narrowed
from centricity.web.people.models import Organisation


def series_of(place: Organisation, metric: Metric, months: Sequence[str], asked: Asked, language: Language) -> Series:
    """Month by month in words, and taken apart by columns over all the months."""
    if asked.column:
        return narrowed(place, metric, months, asked, language)
    return series(place, metric, months, COLUMNS, language)
