"""Small methods and frames for the tests of the engine, and the strategies that vary them."""

from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from centricity.index import Frame
from centricity.methods import Method

settings.register_profile(
    "centricity",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("centricity")

NAN = float("nan")
MEANS = [("arithmetic", None), ("geometric", None), ("harmonic", None), ("power", 2.0), ("power", -1.5)]
"""Aggregation rules that are means, with a power where they take one."""


def text(word: str = "word") -> dict[str, str]:
    return {"ru": "слово", "en": word}


def metric(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": text(code), **more}


def node(code: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    inner = [child for child in children if "nodes" in child or "metrics" in child]
    leaves = [child for child in children if child not in inner]
    return {"code": code, "title": text(code), "nodes": inner, "metrics": leaves, **more}


def method(index: dict[str, Any], **parts: Any) -> Method:
    """A method around a tree; ``parts`` are its other keys."""
    base = {
        "schema": "centricity/method-1",
        "id": "trial",
        "version": "1.0.0",
        "title": text(),
        "summary": text(),
        "source": {"citation": text()},
        "provenance": {"published": text(), "proposed": text()},
        "index": index,
    }
    return Method.model_validate(base | parts)


def flat(leaves: int, *, options: dict[str, Any] | None = None, **policies: Any) -> Method:
    """An index over metrics m1, m2, ... and nothing between."""
    return method(node("index", *(metric(f"m{i + 1}", **(options or {})) for i in range(leaves))), policies=policies)


def two_floors(*sizes: int, **policies: Any) -> Method:
    """An index over nodes s1, s2, ... with as many measured metrics as ``sizes`` say: 1.1, 1.2, 2.1, ..."""
    nodes = [node(f"s{i}", *(metric(f"{i}.{j}") for j in range(1, size + 1))) for i, size in enumerate(sizes, start=1)]
    return method(node("index", *nodes), policies=policies)


def frame(values: dict[str, Any], **more: Any) -> Frame:
    """A frame from columns; subjects are called A, B, C, ..."""
    columns = {code: np.asarray(column, dtype=float) for code, column in values.items()}
    n = more.pop("n", None) or len(next(iter(columns.values())))
    return Frame(subjects=np.array([f"S{i:02d}" for i in range(n)]), values=columns, **more)


def quarters(low: int, high: int) -> st.SearchStrategy[float]:
    """Numbers in steps of a quarter, exact in binary."""
    return st.integers(low * 4, high * 4).map(lambda n: n / 4)


@st.composite
def columns(
    draw: st.DrawFn,
    m: int,
    *,
    low: int = 0,
    high: int = 100,
    missing: bool = False,
    spread: bool = False,
    rows: tuple[int, int] = (3, 12),
) -> list[np.ndarray]:
    """``m`` columns of the same length, perhaps with gaps, perhaps none of them constant."""
    n = draw(st.integers(*rows))
    cell = quarters(low, high) | st.just(NAN) if missing else quarters(low, high)
    column = st.lists(cell, min_size=n, max_size=n).map(lambda cells: np.array(cells, dtype=float))
    if spread:
        column = column.filter(lambda x: np.isfinite(x).sum() > 1 and np.nanmin(x) < np.nanmax(x))
    return draw(st.lists(column, min_size=m, max_size=m))


@st.composite
def weights(draw: st.DrawFn, m: int) -> list[float]:
    """``m`` positive weights that add up to one."""
    raw = draw(st.lists(st.integers(1, 20), min_size=m, max_size=m))
    return [w / sum(raw) for w in raw]
