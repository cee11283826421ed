"""Us against the market, our segment, the best of it and the benchmark, and where we are furthest behind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404

from centricity.index.groups import BENCHMARK, MARKET, OVERALL
from centricity.web.home.us import Ourselves, companies_of, ourselves
from centricity.web.improvement.models import Action
from centricity.web.improvement.selectors import came_of
from centricity.web.people.models import Organisation
from centricity.web.research.models import GroupResult, SubjectResult
from centricity.web.research.targets import Target, targets_of_study

LONGEST_NODE = 80
SEGMENT = "segment"
Node = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """The part of the index where the benchmark is furthest ahead, with whoever owns it."""

    part: Node
    ours: float
    theirs: float
    origin: str
    target: Target | None = None
    actions: list[Action] = field(default_factory=list)

    @property
    def points(self) -> float:
        return self.theirs - self.ours

    @property
    def owned(self) -> bool:
        """Whether somebody answers for it: a target with an owned and dated action, or an open action with an owner."""
        return (self.target is not None and not self.target.unowned) or any(each.owner_id for each in self.actions)


class Standing:
    """What is read of the results of a study about one company; figures that are withheld are missing."""

    def __init__(self, mine: Ourselves) -> None:
        self.mine = mine

    @property
    def parts(self) -> list[Node]:
        """The index and the parts right below it."""
        parts: list[Node] = self.mine.view.parts
        return [part for part in parts if part["parent"] in {"", parts[0]["code"]}]

    def ours(self, part: Node) -> Node:
        scores: Mapping[str, Node] = self.mine.row.scores
        return scores[part["code"]]

    @cached_property
    def _groups(self) -> list[GroupResult]:
        return list(self.mine.view.groups.all())

    def overall(self, code: str) -> GroupResult | None:
        return next((g for g in self._groups if g.grouping == OVERALL and g.code == code), None)

    @property
    def market(self) -> GroupResult | None:
        return self.overall(MARKET)

    @property
    def benchmark(self) -> GroupResult | None:
        return self.overall(BENCHMARK)

    @cached_property
    def segment(self) -> GroupResult | None:
        """The group that we belong to by our own attributes, the one called a segment before others."""
        held = set(self.mine.row.attributes.values())
        fitting = [g for g in self._groups if g.grouping != OVERALL and g.code in held]
        return next((g for g in fitting if g.grouping == SEGMENT), fitting[0] if fitting else None)

    @cached_property
    def best(self) -> SubjectResult | None:
        """The company of our segment with the best place, which may be ourselves."""
        if self.segment is None:
            return None
        columns = [name for name, value in self.mine.row.attributes.items() if value == self.segment.code]
        if not columns:
            return None
        known = companies_of(self.mine.us.study).order_by("position").values_list("pk", "attributes")
        first = next((pk for pk, told in known if told.get(columns[0]) == self.segment.code), None)
        return companies_of(self.mine.us.study).filter(pk=first).first()

    @cached_property
    def targets(self) -> list[Target]:
        """Targets of ours and of the whole field."""
        known = targets_of_study(self.mine.us.study)
        return [each for each in known if each.subject in {"", self.mine.row.subject}]

    @cached_property
    def gap(self) -> Gap | None:
        """The biggest gap; None where nobody is ahead of us, or nothing can be compared."""
        found = [gap for gap in self._gaps() if gap.points > 0]
        return max(found, key=lambda gap: gap.points / (gap.part["high"] - gap.part["low"]), default=None)

    def _gaps(self) -> Iterator[Gap]:
        best = self.benchmark
        for part in self.parts[1:]:
            ours, theirs = self.ours(part)["score"], mean_of(best, part)
            if ours is not None and theirs is not None:
                origin = gap_origin(self.mine, part["code"])
                target = self._target(part["code"])
                actions = list(came_of(origin).filter(state=Action.State.OPEN)[:10])
                yield Gap(part, ours, theirs, origin, target, actions)

    def _target(self, node: str) -> Target | None:
        """The target of a part, our own before that of the field."""
        known = sorted((each for each in self.targets if each.node == node), key=lambda each: not each.subject)
        return known[0] if known else None


def biggest_gap(organisation: Organisation) -> Gap:
    """Where an organisation is furthest behind; 404 where it is not known who it is, or nobody is ahead."""
    mine = ourselves(organisation)
    found = Standing(mine).gap if mine is not None else None
    if found is None:
        raise Http404
    return found


def gap_origin(mine: Ourselves, node: str) -> str:
    """What an action on a gap came of."""
    return f"gap:{mine.us.pk}/{node[:LONGEST_NODE]}"


def mean_of(group: GroupResult | None, part: Node) -> float | None:
    """The mean of a group on a part; None where there is none or it is withheld."""
    told = group.scores.get(part["code"]) if group is not None else None
    if told is None or told["status"] == "suppressed":
        return None
    value: float | None = told["mean"]
    return value
