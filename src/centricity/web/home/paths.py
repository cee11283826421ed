"""Where the pages and files of a metric stand: one of the catalogue, or a question."""

from collections.abc import Mapping

from django.urls import reverse

from centricity.surveys.question import APART


def paths_of(organisation: str, metric: str) -> Mapping[str, str]:
    """Addresses of its page, of the answers behind its numbers, and of the files of both."""
    survey, apart, question = metric.partition(APART)
    stem, args = (
        ("board_question", [organisation, survey, question]) if apart else ("board_metric", [organisation, metric])
    )
    behind = "board_question_behind" if apart else "board_behind"
    files = {
        f"{name}_{kind}": reverse(view, args=[*args, kind])
        for name, view in (("table", f"{stem}_file"), ("answers", f"{behind}_file"))
        for kind in ("csv", "xlsx")
    }
    return {"page": reverse(stem, args=args), "behind": reverse(behind, args=args)} | files
