"""Where the marks of charts are drawn; the numbers they show come of the metrics."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 460, 260, 28


@dataclass(frozen=True)
class Mark:
    """A point: its number in the table, where it is drawn, what it is."""

    place: int
    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Quadrants:
    """Importance upwards, rating to the right, and the two lines between the quadrants."""

    marks: list[Mark]
    across: str
    up: str
    top: str


def quadrants(points: Sequence[tuple[int, float, float, str]]) -> Quadrants:
    """Lay points of (place, rating 0 to 100, importance in per cent, text) on the chart."""
    highest = max(importance for _, _, importance, _ in points) * 1.1 or 1.0
    mean = sum(rating for _, rating, _, _ in points) / len(points)

    def x(rating: float) -> str:
        return f"{EDGE + (WIDTH - 2 * EDGE) * rating / 100:.1f}"

    def y(importance: float) -> str:
        return f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * importance / highest:.1f}"

    marks = [Mark(place, x(rating), y(importance), text) for place, rating, importance, text in points]
    return Quadrants(marks, y(100 / len(points)), x(mean), f"{highest:.0f}")
