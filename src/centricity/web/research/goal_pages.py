"""What the pages of targets show: figures in words, and what is done for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from centricity.language import MISSING, Language, in_percent, number
from centricity.web.improvement.models import Action
from centricity.web.improvement.selectors import is_overdue
from centricity.web.research.goals import Told, goals_of
from centricity.web.research.levels import percent
from centricity.web.research.models import Edition, Study
from centricity.web.research.plans import FLAGS, flag_of, planned, steps_of, today
from centricity.web.research.progress import WORDS, Results, Standing
from centricity.web.research.scales import of_scale


@dataclass(frozen=True)
class Card:
    """A target as it is shown."""

    goal: Told
    title: str
    name: str
    owner: str
    start: str
    base: str
    now: str
    interval: str
    target: str
    share: str
    shares: str
    says: Any
    flag: Any
    actions: list[tuple[Action, bool]]
    written: list[dict[str, Any]]
    open: int

    @property
    def code(self) -> str:
        return str(self.goal["code"])


def cards(study: Study, edition: Edition | None, language: Language) -> list[Card]:
    """Targets of an edition against the current results, asked once for all of them."""
    if edition is None:
        return []
    goals = goals_of(edition)
    results, actions = Results(study), planned(study, [goal["code"] for goal in goals])
    titles, names = results.titles(), _names(results, goals, language)
    return [
        _card(goal, results, actions[goal["code"]], titles, names, language) for goal in goals
    ]  # fmt: skip


def _names(results: Results, goals: Sequence[Told], language: Language) -> dict[str, str]:
    asked = {str(goal["subject"]) for goal in goals if goal.get("subject")}
    if results.view is None or not asked:
        return {}
    return dict(results.view.subjects.filter(subject__in=asked).values_list("subject", f"name_{language}"))


def _card(
    goal: Told, results: Results, actions: Sequence[Action], titles: Told, names: dict[str, str], language: Language
) -> Card:
    at, steps, subject = results.standing(goal), steps_of(goal, actions), str(goal.get("subject") or "")
    flag = flag_of(steps, today(), reached=at.reached)
    interval = _range(at.low, at.high, language)
    return Card(
        goal=goal, title=titles.get(goal["node"], {}).get(language, goal["node"]), name=names.get(subject, subject),
        owner=(goal.get("owner") or {}).get(language, ""), start=results.first if goal.get("base") is None else "",
        base=number(at.base, language, 1), now=number(at.now, language, 1),
        interval=f"{percent(results.level(goal), language)}: {interval}" if interval else "",
        target=of_scale(number(at.target, language, 1), results.view, goal["node"], language),
        share=_share(at, at.now, language), shares=_shares(at, language),
        says=WORDS[at.verdict], flag=FLAGS.get(flag, ""), actions=[(each, is_overdue(each)) for each in actions],
        written=[_written(each, language) for each in goal.get("actions", [])], open=sum(each.open for each in steps),
    )  # fmt: skip


def _written(action: dict[str, Any], language: Language) -> dict[str, Any]:
    """An action of the folder in one language."""
    due, done = action.get("due"), bool(action.get("done"))
    return {
        "title": action["title"][language], "owner": (action.get("owner") or {}).get(language, ""), "due": due,
        "done": done, "overdue": not done and due is not None and due < today(),
    }  # fmt: skip


def _range(low: float | None, high: float | None, language: Language) -> str:
    if low is None or high is None:
        return ""
    return f"{number(low, language, 1)} … {number(high, language, 1)}"


def _share(at: Standing, value: float | None, language: Language) -> str:
    share = at.share(value)
    return MISSING if share is None else in_percent(100 * share, language)


def _shares(at: Standing, language: Language) -> str:
    """The shares of the way that the ends of the interval are at, the smaller first."""
    found = [share for share in (at.share(at.low), at.share(at.high)) if share is not None]
    if len(found) < 2:
        return ""
    low, high = sorted(found)
    return f"{number(100 * low, language)} … {in_percent(100 * high, language)}"
