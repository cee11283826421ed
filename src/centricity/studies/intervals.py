"""Intervals of group means as they may be read: none from a handful, none off the line, respondents where counted."""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from centricity.index.built import Build
from centricity.index.groups import BENCHMARK, MARKET, OVERALL, Group, GroupScore
from centricity.methods import Method
from centricity.studies.survey import SurveyWave

FEWEST = 5
"""Members below which a t interval says more of its formula than of the group."""

_BOUNDED = {"share_of_scale", "min_max", "goalposts", "percentile_rank"}


def tidied(
    scores: Sequence[GroupScore], groups: Sequence[Group], build: Build, method: Method, survey: SurveyWave | None
) -> list[GroupScore]:
    """Group scores with intervals that can be defended.

    Where means count respondents, the t interval over departments is left out, and the mean of all on the
    index takes the interval of the respondents themselves. The benchmark has none: it was picked by its scores.
    """
    members = {(group.grouping, group.code): group.members for group in groups}
    tidy = []
    for score in scores:
        known = int((~np.isnan(build.scores[score.node][members[score.grouping, score.group]])).sum())
        whole = (score.grouping, score.group, score.node) == (OVERALL, MARKET, build.tree.root)
        if survey is not None and whole:
            estimate = survey.estimates[MARKET]
            tidy.append(dataclasses.replace(score, low=estimate.low, high=estimate.high))
        elif method.policies.groups.weight == "respondents" or known < FEWEST or score.group == BENCHMARK:
            tidy.append(dataclasses.replace(score, low=math.nan, high=math.nan))
        else:
            tidy.append(_within_line(score, method))
    return tidy


def _within_line(score: GroupScore, method: Method) -> GroupScore:
    line = method.policies.normalisation
    if line.kind not in _BOUNDED or method.policies.aggregation.rule == "sum" or math.isnan(score.low):
        return score
    return dataclasses.replace(score, low=max(score.low, line.low), high=min(score.high, line.high))
