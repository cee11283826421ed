"""Colours: one set of names, a light and a dark value each; heat in eleven steps of one hue."""

from functools import cache

LIGHT = {
    "ink": "#1b2430",
    "soft": "#5a6573",
    "line": "#d8dee6",
    "paper": "#ffffff",
    "panel": "#f4f6f9",
    "accent": "#1d6a9c",
    "second": "#c2681c",
    "third": "#8792a0",
    "warn": "#9a5b00",
    "warnpanel": "#fff4e0",
}
DARK = {
    "ink": "#e8edf3",
    "soft": "#a3afbd",
    "line": "#36414e",
    "paper": "#12181f",
    "panel": "#1b232c",
    "accent": "#63b3e0",
    "second": "#f0a35e",
    "third": "#8a97a6",
    "warn": "#f3c178",
    "warnpanel": "#33291a",
}

_LIGHT_RAMP = ("#f5f8fb", "#9cc6e4", "#12517f")
_DARK_RAMP = ("#1a242e", "#2c6a93", "#a5daf7")
STEPS = 11


@cache
def heat_steps(*, dark: bool = False) -> tuple[tuple[str, str], ...]:
    """Background and text colour of each step, from lowest to highest."""
    ramp = _DARK_RAMP if dark else _LIGHT_RAMP
    backgrounds = [_along(ramp, i / (STEPS - 1)) for i in range(STEPS)]
    return tuple((background, readable_on(background)) for background in backgrounds)


def _along(ramp: tuple[str, str, str], share: float) -> str:
    low, middle, high = ramp
    return mixed(low, middle, share * 2) if share <= 0.5 else mixed(middle, high, share * 2 - 1)


def marked_ink(step: int) -> str:
    """Ink of a step in a chart: black or white to the eye, but telling its step, so that a theme can replace it."""
    _, ink = heat_steps()[step]
    return f"#0000{step:02x}" if ink == "#000000" else f"#fffff{step:x}" if step < 16 else ink


def step_of(share: float) -> int:
    """Step of a share from 0 to 1."""
    return min(STEPS - 1, int(share * STEPS))


def mixed(first: str, second: str, share: float) -> str:
    """Colour between two others."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def readable_on(background: str) -> str:
    """Black or white, whichever reads better."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, background))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (x / 255 for x in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
