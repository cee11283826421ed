"""From who was asked and who answered to what the API gives: what a page hides is null here."""

from typing import Any

from django.utils.translation import override

from centricity.web.api.shapes import Shape
from centricity.web.api.survey_shapes import figure
from centricity.web.voice.missing import Compared, Missing, Thirds, main_question
from centricity.web.voice.models import Survey
from centricity.web.voice.responding import Group, Groups, Rate, Responding
from centricity.web.voice.shapes import figure_of


def rates(who: Responding | None) -> Shape:
    """How many of the invited answered, and how many of those who began went to the end."""
    if who is None:
        return {"rate": None, "finished": None}
    asked, begun = who.invited["n_delivered"], who.begun["all"]
    return {
        "rate": _rate(who.rate, asked) if asked else None,
        "finished": _rate(who.finished, begun) if begun and not who.sealed else None,
    }


def counts(who: Responding | None) -> Shape:
    """Numbers of people and of responses, whole and by groups."""
    if who is None:
        return {"anonymous": None, "sealed": False, "least": 0, "invited": None, "begun": None, "seconds": None,
                "tables": []}  # fmt: skip
    return {
        "anonymous": who.nameless, "sealed": who.sealed, "least": who.least, "invited": _invited(who),
        "begun": _begun(who), "seconds": None if (minutes := who.minutes) is None else vars(minutes),
        "tables": [_table(each) for each in who.groups],
    }  # fmt: skip


def missing(found: Missing | None) -> Shape | None:
    """Groups of the invited beside those who answered; none where nobody was invited."""
    if found is None or not found.asked:
        return None
    return {"asked": found.asked, "answered": found.answered, "groups": [_compared(each) for each in found.groups]}


def thirds(survey: Survey, found: Thirds | None) -> Shape | None:
    """The early beside the late."""
    question = main_question(survey.current.questionnaire) if survey.current else None
    if found is None or question is None:
        return None
    early, late, gap = (figure(each) for each in found.figures or (None, None, None))
    return {"code": question.code, "n": found.n, "early": early, "late": late, "difference": gap,
            "verdict": found.verdict}  # fmt: skip


def _rate(found: Rate, n: int) -> Shape:
    return {"n": n, "figure": figure(found.figure)}


def _invited(who: Responding) -> Shape:
    found = who.invited
    return {"all": found["n_all"], "delivered": found["n_delivered"], "complete": found.get("n_complete"),
            "used": found["n_used"] if who.nameless else None}  # fmt: skip


def _begun(who: Responding) -> Shape:
    hidden = () if who.enough else ("early", "full")
    return {name: None if name in hidden else n for name, n in who.begun.items()}


def _table(found: Groups) -> Shape:
    return {"column": found.column, "groups": [_group(each) for each in found.rows]}


def _group(found: Group) -> Shape:
    names = ("key", "asked", "begun", "complete")
    return {name: getattr(found, name) for name in names} | {
        "rate": figure(found.rate.figure), "withheld": bool(found.hidden),
    }  # fmt: skip


def _compared(found: Compared) -> Shape:
    return {
        "column": found.code, "key": found.key, "name": _said(found.name), "share_invited": found.share_asked,
        "share_answered": found.share_answered, "difference": figure(figure_of(found.gap)), "deviations": found.d,
        "verdict": "rarer" if found.missing else "more" if found.crowding else "alike",
    }  # fmt: skip


def _said(text: Any) -> dict[str, str]:
    """A text that waits to be translated, in both languages."""
    told = {}
    for language in ("ru", "en"):
        with override(language):
            told[language] = str(text)
    return told
