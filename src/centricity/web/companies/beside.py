"""Comments of a company beside its numbers, as whoever reads the profile sees them."""

from dataclasses import dataclass

from centricity.language import Language
from centricity.web.companies.models import Comment
from centricity.web.companies.selectors import comments_on
from centricity.web.research.cells import coded, explanation_address
from centricity.web.research.models import SubjectResult, View
from centricity.web.research.selectors import Opened


@dataclass(frozen=True)
class Beside:
    """A comment with the number it is about; ``address`` leads to that number."""

    comment: Comment
    title: str
    address: str


def beside(opened: Opened, view: View, row: SubjectResult, language: Language, node: str = "") -> list[Beside]:
    """Comments that stand beside the numbers of a company, or beside one of them."""
    parts = {part["code"]: part for part in view.parts}
    found = [each for each in comments_on(opened, row) if each.node in parts and node in {"", each.node}]
    return [
        Beside(
            each, coded(parts[each.node], language), "" if node else explanation_address(view, row, parts[each.node])
        )
        for each in found
    ]
