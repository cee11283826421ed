"""Statements held against tables: what the text says and the numbers do not bear out becomes a warning."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from centricity.errors import Fault, Place
from centricity.index.groups import MARKET, OVERALL, Group, GroupScore
from centricity.language import LANGUAGES, Text, in_percent
from centricity.methods import Method
from centricity.studies.settings import Claim, Settings

ByKey = Mapping[tuple[str, str, str], GroupScore]


@dataclass(frozen=True)
class Finding:
    """A statement that the tables do not bear out; ``claim`` is the statement, where it was the study's own."""

    fault: Fault
    claim: Text | None = None


def check_statements(
    method: Method, settings: Settings, groups: Sequence[Group], scores: ByKey, market_n: int
) -> list[Finding]:
    """Check what the report says of itself, then what the study claims.

    The report's own statements: group sizes add up to the sample, stated group sizes are met, and the mean
    of a whole is the mean of its parts.
    """
    own = [
        *_sizes(method, groups, market_n),
        *_stated_sizes(method, groups, settings),
        *_means(method, groups, scores),
    ]
    findings = [Finding(fault) for fault in own]
    for i, claim in enumerate(settings.claims):
        place = Place("study.yaml", key=f"claims[{i}]")
        findings += [Finding(fault, claim.text) for fault in _claim(claim, method, scores, place)]
    return findings


def _warning(code: str, place: Place, **fields: object) -> Fault:
    return Fault(code, place, fields, "warning")


def _sizes(method: Method, groups: Sequence[Group], market_n: int) -> Iterator[Fault]:
    """Every grouping divides the same subjects; whoever belongs to no group is missed in silence."""
    for grouping in method.groupings:
        sizes = [group.n for group in groups if group.grouping == grouping.code]
        if sizes and sum(sizes) != market_n:
            place = Place("subjects", column=grouping.column)
            yield _warning("claim.sizes", place, grouping=_both(grouping.title), sum=sum(sizes), total=market_n)


def _stated_sizes(method: Method, groups: Sequence[Group], settings: Settings) -> Iterator[Fault]:
    """Group sizes as the method's source states them, in a study that is held against that source."""
    for grouping in method.groupings:
        stated = {value.code: value.published_n for value in grouping.values if value.published_n is not None}
        if not stated:
            continue
        title = _both(grouping.title)
        if settings.sample is None or not settings.references:
            continue
        if sum(stated.values()) != settings.sample:
            place = Place("method", key=f"groupings.{grouping.code}")
            yield _warning("claim.stated_sum", place, grouping=title, sum=sum(stated.values()), total=settings.sample)
        found = {group.code: group.n for group in groups if group.grouping == grouping.code}
        differing = [f"{code} {found[code]} ≠ {n}" for code, n in stated.items() if code in found and found[code] != n]
        if differing:
            place = Place("subjects", column=grouping.column)
            yield _warning("claim.stated_sizes", place, grouping=title, groups="; ".join(differing))


def _means(method: Method, groups: Sequence[Group], scores: ByKey) -> Iterator[Fault]:
    """Mean of the market against the means of the groups of a grouping that covers it, beyond rounding."""
    market_n = next(group.n for group in groups if group.code == MARKET and group.grouping == OVERALL)
    for grouping in method.groupings:
        codes = [group.code for group in groups if group.grouping == grouping.code]
        if sum(group.n for group in groups if group.grouping == grouping.code) != market_n:
            continue
        for node in method.nodes:
            parts = [scores[grouping.code, code, node] for code in codes]
            if any(part.n and math.isnan(part.mean) for part in parts):
                continue  # what is withheld counts in the whole, and in none of the parts
            whole = scores[OVERALL, MARKET, node].mean
            total = _weighted(parts)
            if not math.isnan(total) and not math.isnan(whole) and abs(total - whole) > 0.5:
                place = Place("groups.csv", key=f"{grouping.code}.{node}")
                named = {"node": _both(method.parts[node].title), "grouping": _both(grouping.title)}
                fields = {
                    "whole": _figure(f"{whole:.1f}"),
                    "parts": _figure(f"{total:.1f}"),
                    "tolerance": _figure("0.5"),
                }
                yield _warning("claim.mean_of_groups", place, **named, **fields)


def _weighted(parts: Iterable[GroupScore]) -> float:
    known = [part for part in parts if part.n and not math.isnan(part.mean)]
    n = sum(part.n for part in known)
    return sum(part.n * part.mean for part in known) / n if n else math.nan


def _claim(claim: Claim, method: Method, scores: ByKey, place: Place) -> Iterator[Fault]:
    match claim.kind:
        case "group_sizes":
            if sum(claim.values) != claim.total:
                total = _figure(f"{sum(claim.values):g}")
                known = method.grouping(claim.grouping or "")
                named = _both(known.title) if known else claim.grouping or "–"
                yield _warning("claim.stated_sum", place, grouping=named, sum=total, total=claim.total)
        case "same_figure":
            if len(set(claim.values)) > 1:
                values = _figure("; ".join(f"{value:g}" for value in claim.values))
                yield _warning("claim.figures_differ", place, values=values)
        case "dispersion_highest":
            yield from _dispersion(claim, method, scores, place)
        case "mean_of_parts":
            yield from _stated_mean(claim, place)
        case "value":
            yield from _value(claim, method, scores, place)


def _dispersion(claim: Claim, method: Method, scores: ByKey, place: Place) -> Iterator[Fault]:
    """The named nodes are said to have the highest dispersion among their siblings.

    The stated dispersions are used where the claim gives them (a value per sibling, in order); else the
    computed ones.
    """
    siblings = [node.code for node in method.index.children]
    if len(claim.values) == len(siblings):
        rsd = dict(zip(siblings, claim.values, strict=True))
    else:
        rsd = {code: scores[OVERALL, MARKET, code].rsd for code in siblings}
    if any(math.isnan(value) for value in rsd.values()):
        return
    top = sorted(rsd, key=lambda code: -rsd[code])[: len(claim.nodes)]
    if set(top) != set(claim.nodes):
        labels = {code: _both(method.parts[code].label) for code in siblings}
        order = sorted(rsd, key=lambda code: -rsd[code])
        shown = {
            each: ", ".join(f"{labels[code][each]} {in_percent(rsd[code], each)}" for code in order)
            for each in LANGUAGES
        }
        claimed = {each: ", ".join(labels[code][each] for code in claim.nodes) for each in LANGUAGES}
        yield _warning("claim.dispersion", place, claimed=claimed, table=shown)


def _stated_mean(claim: Claim, place: Place) -> Iterator[Fault]:
    """First value: the whole; then pairs of size and value of its parts."""
    whole, *rest = claim.values
    sizes, means = rest[0::2], rest[1::2]
    total = sum(n * mean for n, mean in zip(sizes, means, strict=False)) / sum(sizes)
    if abs(total - whole) > claim.tolerance:
        told = {"whole": f"{whole:g}", "parts": f"{total:.2f}", "tolerance": f"{claim.tolerance:g}"}
        fields = {name: _figure(text) for name, text in told.items()}
        yield _warning("claim.mean_of_parts", place, **fields)


def _value(claim: Claim, method: Method, scores: ByKey, place: Place) -> Iterator[Fault]:
    for node, value in zip(claim.nodes, claim.values, strict=False):
        score = scores.get((claim.grouping or OVERALL, claim.group or MARKET, node))
        if score is not None and math.isnan(score.mean):
            continue
        if score is None or abs(score.mean - value) > claim.tolerance:
            got = "–" if score is None else _figure(f"{score.mean:.2f}")
            part = method.parts.get(node)
            named = _both(part.title) if part else node
            yield _warning("claim.value", place, node=named, stated=_figure(f"{value:g}"), computed=got)


def _figure(text: str) -> dict[str, str]:
    """Figures as each language writes them."""
    return {"ru": text.replace(".", ","), "en": text}


def _both(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en}
