"""What is wrong with the input, all of it at once: how many rows, and the first of them."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centricity.errors import Fault, StepError

Floats = NDArray[np.float64]

SHOWN = 5
FEWEST_REPEATERS = 10
LARGEST_WHOLE = 2.0**53  # past it floats no longer count by ones
NOT_NEGATIVE = {"ru": "число не меньше нуля", "en": "a number not below zero"}
POSITIVE = {"ru": "число больше нуля", "en": "a number above zero"}
FROM_ONE = {"ru": "число не меньше 1", "en": "a number not below 1"}
FINITE = {"ru": "конечное число", "en": "a finite number"}
FEWEST_DRAWS = 40
DRAWS = {"ru": f"целое число не меньше {FEWEST_DRAWS}", "en": f"a whole number not below {FEWEST_DRAWS}"}


def columns(named: Mapping[str, ArrayLike]) -> dict[str, Floats]:
    """Turn the columns into floats of shape (n,); a single number becomes a column of one.

    Raises
    ------
    StepError
        ``lifetime.lengths``: a column is a table, or the columns differ in length; ``lifetime.not_numbers``.
    """
    found = {name: np.atleast_1d(numbers(name, column)) for name, column in named.items()}
    shapes = [column.shape for column in found.values()]
    if len(set(shapes)) > 1 or len(shapes[0]) > 1:
        said = [f"{name} {'x'.join(map(str, shape))}" for name, shape in zip(found, shapes, strict=True)]
        raise StepError([Fault("lifetime.lengths", fields={"columns": said})])
    return found


def numbers(name: str, column: ArrayLike) -> Floats:
    """Turn one column into floats of its own shape."""
    try:
        return np.asarray(column, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise StepError([Fault("lifetime.not_numbers", fields={"column": name, "problem": str(problem)})]) from problem


def marked(code: str, column: str, wrong: NDArray[np.bool_]) -> list[Fault]:
    """Make a fault of the rows marked, none where no row is: their count and the first positions, from zero."""
    if not wrong.any():
        return []
    first = [int(i) for i in np.flatnonzero(wrong)[:SHOWN]]
    return [Fault(code, fields={"column": column, "count": int(wrong.sum()), "positions": first})]


def history_faults(x: Floats, t_x: Floats, age: Floats) -> list[Fault]:
    """Faults of purchase histories: repeat purchases, time of the last one, age; shapes (n,)."""
    return [
        *repeat_faults(x),
        *marked("lifetime.not_finite", "t_x", ~np.isfinite(t_x)),
        *marked("lifetime.not_finite", "T", ~np.isfinite(age)),
        *marked("lifetime.age_not_positive", "T", age <= 0),
        *marked("lifetime.recency_after_age", "t_x", t_x > age),
        *marked("lifetime.recency_without_repeat", "t_x", (x == 0) & (t_x != 0) & ~np.isnan(t_x)),
        *marked("lifetime.repeat_without_recency", "t_x", (x > 0) & (t_x <= 0)),
    ]


def repeat_faults(x: Floats) -> list[Fault]:
    """Faults of repeat purchases, shape (n,): missing, negative or not whole."""
    return [*marked("lifetime.not_finite", "x", ~np.isfinite(x)), *number_faults("x", x)]


def number_faults(name: str, column: Floats) -> list[Fault]:
    """Faults of a column that counts: negative or not whole; NaN is left to others."""
    known = np.isfinite(column)
    return [
        *marked("lifetime.negative", name, column < 0),
        *marked("lifetime.not_whole", name, known & ((np.floor(column) != column) | (column > LARGEST_WHOLE))),
    ]


def count_faults(counts: Floats) -> list[Fault]:
    """Faults of multiplicities: each is a positive whole number."""
    return marked("lifetime.bad_count", "counts", ~(np.isfinite(counts) & (counts > 0) & (np.floor(counts) == counts)))


def few_repeaters(x: NDArray[np.float64] | NDArray[np.int64], counts: Floats | None) -> list[Fault]:
    """Fault where too few customers came back for the model to be identified."""
    back = x > 0
    n = int(back.sum() if counts is None else counts[back & (counts > 0)].sum())
    if n >= FEWEST_REPEATERS:
        return []
    return [Fault("lifetime.few_repeaters", fields={"count": n, "needed": FEWEST_REPEATERS})]


def option_faults(name: str, got: object, expected: Mapping[str, str], *, fits: bool) -> list[Fault]:
    """Fault of a single setting that does not fit; ``expected`` is said in both languages."""
    return [] if fits else [Fault("lifetime.option", fields={"name": name, "got": got, "expected": expected})]


def refuse(faults: Sequence[Fault]) -> None:
    """Raise ``StepError`` with all the faults, if there are any."""
    if faults:
        raise StepError(faults)
