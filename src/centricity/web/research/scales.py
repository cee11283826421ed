"""The scale that scores of a study are on, in words; nothing is said where the method keeps to none."""

from django.utils.translation import gettext as _

from centricity.language import Language, number
from centricity.web.research.models import View

Span = tuple[float, float]


def span_of(view: View | None, node: str) -> Span | None:
    """From where to where the scores of a part go; None where that is not known."""
    if view is None or not view.facts.get("scaled"):
        return None
    return next(((part["low"], part["high"]) for part in view.parts if part["code"] == node), None)


def of_scale(text: str, view: View | None, node: str, language: Language) -> str:
    """A score with the most it could be: “23.0 of 30”."""
    span = span_of(view, node)
    return text if span is None else _("%(score)s of %(most)s") % {"score": text, "most": number(span[1], language)}


def hint_of(view: View | None, node: str, language: Language) -> str:
    """Between what a target of a part may lie."""
    span = span_of(view, node)
    if span is None:
        return _("In the units of the score.")
    low, high = (number(end, language) for end in span)
    return _("The score goes from %(low)s to %(high)s.") % {"low": low, "high": high}


def hint_of_all(view: View | None, language: Language) -> str:
    """Between what a target may lie, where its part is still to be chosen."""
    spans = [span_of(view, part["code"]) for part in (view.parts if view is not None else ())]
    if view is None or None in spans or len(set(spans)) == 1:
        return hint_of(view, view.parts[0]["code"] if view is not None else "", language)
    index, part = (tuple(number(end, language) for end in span or ()) for span in (spans[0], spans[-1]))
    return _("The index goes from %(low)s to %(high)s, its parts from %(least)s to %(most)s.") % {
        "low": index[0], "high": index[1], "least": part[0], "most": part[1],
    }  # fmt: skip
