"""Estimates with their n, and times in calendar and working hours, as operations give them."""

from centricity.stats.estimate import Estimate
from centricity.web.api.shapes import Shape
from centricity.web.api.survey_shapes import figure
from centricity.web.feedback.times import Took
from centricity.web.voice.shapes import figure_of


def counted(found: Estimate) -> Shape:
    return {"value": None, "low": None, "high": None} | (figure(figure_of(found)) or {}) | {"n": found.n}


def took_told(found: Took) -> Shape:
    working = None if found.working is None else counted(found.working)
    return {"calendar": counted(found.calendar), "working": working, "outside": found.outside}
