"""A survey made of a method that rates departments by the answers of their staff."""

from collections.abc import Sequence

from centricity.errors import Fault, MisuseError
from centricity.language import Text
from centricity.methods import Method, Metric, Node
from centricity.surveys.model import SMALLEST, Page, Survey
from centricity.surveys.question import Option, Question, Scale

_INTRO = Text(
    ru="Ответы безымянны: группы, где ответили меньше пяти человек, не показываются никому.",
    en="Answers are anonymous: groups of fewer than five respondents are shown to nobody.",
)
_THANKS = Text(
    ru="Спасибо! Итог и план действий увидят все, когда опрос закончится.",
    en="Thank you. Everybody will see the result and the plan of action when the survey ends.",
)


_WHERE = Text(ru="Где вы работаете?", en="Where do you work?")


def survey_of(method: Method, departments: Sequence[Option] = ()) -> Survey:
    """A survey of staff with a page for each part of a method, its questions in the method's words.

    Parameters
    ----------
    method
        One whose metrics are answered on its scale.
    departments
        Asked for on a page of their own, where there are at least two.

    Raises
    ------
    MisuseError
        Where the method has no scale to answer on.
    """
    if method.scale is None:
        raise MisuseError([Fault("survey.method_unfit", fields={"name": method.id})])
    anchors = {anchor.value: anchor.text for anchor in method.scale.anchors}
    low, high = int(method.scale.min), int(method.scale.max)
    scale = Scale(min=low, max=high, low=anchors.get(low), high=anchors.get(high))
    parts = [node for node in method.index.nodes if isinstance(node, Node)] or [method.index]
    pages = tuple(
        Page(
            code=node.code,
            title=node.title if node is not method.index else None,
            questions=tuple(_question(metric, scale) for metric in node.metrics),
        )
        for node in parts
    )
    if len(departments) > 1:
        where = Question(
            code="department", kind="single", text=_WHERE, required=True, options=tuple(departments), fills="department"
        )
        pages = (Page(code="department", questions=(where,)), *pages)
    return Survey(
        id=method.id, version=method.version, title=method.title, intro=_INTRO, thanks=_THANKS, audience="employees",
        purpose="maturity", minimum_n=SMALLEST, method=method.id, pages=pages,
    )  # fmt: skip


def _question(metric: Metric, scale: Scale) -> Question:
    return Question(code=metric.code, kind="rating", text=metric.question or metric.title, scale=scale)
