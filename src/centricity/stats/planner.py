"""How many answers a question needs, before anybody is asked."""

import math

from scipy.special import ndtri

from centricity.errors import Fault, StepError
from centricity.stats.estimate import critical

# lowest and highest value that each number of a plan may take, both left out
_LIMITS = {
    "margin": (0, math.inf),
    "change": (0, math.inf),
    "sd": (0, math.inf),
    "population": (0, math.inf),
    "answers": (0, math.inf),
    "power": (0, 1),
}


def share_sd(share: float) -> float:
    """Standard deviation of one answer that counts 1 with probability ``share`` and 0 otherwise."""
    return math.sqrt(share * (1 - share))


def net_share_sd(positive: float, negative: float) -> float:
    """Standard deviation of one answer that counts 1, 0 or -1, with the shares of 1 and of -1."""
    return math.sqrt(positive + negative - (positive - negative) ** 2)


def answers_for_share(
    margin: float, share: float = 0.5, confidence: float = 0.95, population: float | None = None
) -> int:
    """Answers that bring the interval of a share to plus or minus ``margin``.

    Parameters
    ----------
    margin
        Half the width of the interval, as a share: 0.05 is five points.
    share
        Expected share, 0 to 1; 0.5 needs the most answers.
    confidence
        Coverage of the interval, 0 to 1.
    population
        People there are in all; endless where left out.

    Raises
    ------
    StepError
        With every number that is out of range.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., sections 4.4 and 4.5, also for the finite population.
    """
    _check(shares={"share": share}, margin=margin, population=population)
    return _rounded((critical(confidence) * share_sd(share) / margin) ** 2, population)


def answers_for_net_share(
    margin: float,
    positive: float = 0.5,
    negative: float = 0.2,
    confidence: float = 0.95,
    population: float | None = None,
) -> int:
    """Answers that bring the interval of a difference of two shares, such as the NPS, to ``margin``.

    Parameters
    ----------
    margin
        Half the width of the interval on the scale -1 to 1: 0.05 is five points of the NPS.
    positive, negative
        Expected shares, together at most 1.
    confidence, population
        As for a share.

    Raises
    ------
    StepError
        With every number that is out of range.
    """
    shares = {"positive": positive, "negative": negative, "positive + negative": positive + negative}
    _check(shares=shares, margin=margin, population=population)
    return _rounded((critical(confidence) * net_share_sd(positive, negative) / margin) ** 2, population)


def answers_for_mean(margin: float, sd: float, confidence: float = 0.95, population: float | None = None) -> int:
    """Answers that bring Student's t interval of a mean to plus or minus ``margin``, at least 2.

    Parameters
    ----------
    margin, sd
        Half the width of the interval and the expected standard deviation of the answers, in one unit.
    confidence, population
        As for a share.

    Raises
    ------
    StepError
        With every number that is out of range.
    """
    _check(margin=margin, sd=sd, population=population)
    ratio = sd / margin
    answers = max(math.ceil((critical(confidence) * ratio) ** 2), 2)
    while critical(confidence, answers - 1) * ratio > math.sqrt(answers):
        answers += 1
    return _rounded(answers, population)


def answers_for_difference(
    change: float, sd: float, sd_before: float | None = None, confidence: float = 0.95, power: float = 0.8
) -> int:
    """Answers per period that let a true change be detected with probability ``power``.

    Parameters
    ----------
    change
        The change to be detected, above 0, in the unit of ``sd``.
    sd, sd_before
        Standard deviation of one answer after and before, equal where the latter is left out; for shares and
        the NPS take it from ``share_sd`` and ``net_share_sd``.
    confidence
        Coverage of the interval of the change, which is detected where the interval leaves out 0.

    Raises
    ------
    StepError
        With every number that is out of range.

    References
    ----------
    Cochran (1977), section 4.6; the two samples are independent and of one size, the test is normal.
    """
    before = sd if sd_before is None else sd_before
    _check(change=change, sd=min(sd, before), power=power)
    reach = float(critical(confidence) + ndtri(power))
    return math.ceil((sd**2 + before**2) * (reach / change) ** 2)


def margin_of(
    answers: float, sd: float, confidence: float = 0.95, population: float | None = None, *, student: bool = False
) -> float:
    """Half the width of the interval that so many answers bring, in the unit of ``sd``: `answers_for_share` turned.

    Parameters
    ----------
    sd
        Of one answer: a number, or that of ``share_sd`` and ``net_share_sd``.
    confidence, population
        As for a share; nought where everybody has answered.
    student
        Whether the interval is Student's, as that of a mean; endless for one answer.

    Raises
    ------
    StepError
        With every number that is out of range.
    """
    _check(answers=answers, sd=sd, population=population)
    if population is None:
        endless = answers
    elif answers >= population:
        return 0.0
    else:
        endless = answers * (population - 1) / (population - answers)
    if student and answers <= 1:
        return math.inf
    return float(critical(confidence, answers - 1 if student else math.inf)) * sd / math.sqrt(endless)


def change_of(answers: float, sd: float, confidence: float = 0.95, power: float = 0.8) -> float:
    """Smallest true change that so many answers per period detect: `answers_for_difference` turned.

    Raises
    ------
    StepError
        With every number that is out of range.
    """
    _check(answers=answers, sd=sd, power=power)
    return float(critical(confidence) + ndtri(power)) * sd * math.sqrt(2 / answers)


def invitations(answers: float, response_rate: float, population: float | None = None) -> int:
    """People to invite for so many answers, where the share ``response_rate`` of them responds.

    Raises
    ------
    StepError
        With every number that is out of range; where more would have to be invited than there are.
    """
    _check(shares={"response_rate": response_rate}, answers=answers, population=population)
    if response_rate == 0:
        raise StepError([_out("response_rate", 0.0, 0, 1)])
    needed = math.ceil(answers / response_rate - 1e-9)
    if population is not None and needed > population:
        raise StepError([Fault("stats.too_few_people", fields={"needed": needed, "population": population})])
    return needed


def _rounded(answers: float, population: float | None) -> int:
    """Round up, after Cochran's correction for a finite population."""
    bounded = float(answers) if population is None else answers / (1 + (answers - 1) / population)
    # a product that should be whole may come out a rounding above it
    return max(math.ceil(bounded - 1e-9), 1)


def _check(shares: dict[str, float] | None = None, **numbers: float | None) -> None:
    faults = [_out(name, value, 0, 1) for name, value in (shares or {}).items() if not 0 <= value <= 1]
    for name, value in numbers.items():
        low, high = _LIMITS[name]
        if value is not None and not low < value < high:
            faults.append(_out(name, value, low, high))
    if faults:
        raise StepError(faults)


def _out(name: str, value: float, low: float, high: float) -> Fault:
    return Fault("stats.out_of_range", fields={"name": name, "value": value, "low": low, "high": high})
