import numpy as np

from centricity.index.frame import Floats, Labels


def rank(scores: Floats, ties: str = "min") -> Floats:
    """Places from the highest score, on unrounded scores.

    Parameters
    ----------
    scores
        Shape (n,); NaN gets no place (NaN).
    ties
        ``min``: the best of the tied places; ``max``: the worst; ``average``: their mean; ``dense``: places
        without gaps. Scores that differ by less than 1e-11 of the largest (binary noise of equal sums) are
        tied.
    """
    out = np.full(len(scores), np.nan)
    known = np.flatnonzero(~np.isnan(scores))
    if len(known) == 0:
        return out
    order = known[np.argsort(-scores[known])]
    ordered = scores[order]
    new = np.empty(len(order), dtype=bool)
    new[0] = True
    noise = 1e-11 * max(abs(ordered[0]), abs(ordered[-1]))
    np.greater(ordered[:-1] - ordered[1:], noise, out=new[1:])
    starts = np.flatnonzero(new)
    group = np.cumsum(new) - 1
    ends = np.append(starts[1:], len(order))
    places = {
        "min": starts + 1.0,
        "max": ends.astype(float),
        "average": (starts + 1 + ends) / 2,
        "dense": np.arange(1.0, len(starts) + 1),
    }[ties]
    out[order] = places[group]
    return out


def best(
    scores: Floats, top: int, tie_breaks: list[Floats], codes: Labels
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Positions of the ``top`` subjects with the highest scores.

    Parameters
    ----------
    scores
        Shape (n,); NaN is never among the best.
    tie_breaks
        Columns of shape (n,): at the border the higher value of the first goes in, then of the second, and
        so on; at last the smaller code.

    Returns
    -------
    ndarray
        At most ``top`` positions, best first.
    """
    known = np.flatnonzero(~np.isnan(scores))
    keys = [codes[known], *(-np.nan_to_num(column[known], nan=-np.inf) for column in reversed(tie_breaks))]
    order = np.lexsort([*keys, -np.round(scores[known], 9)])
    return known[order][:top]
