"""The HTML face: one file that needs nothing else, in light and dark."""

import base64
import re
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup

from centricity.reports.document import Document, Section
from centricity.reports.palette import DARK, LIGHT, heat_steps, marked_ink, step_of

_FONTS = ("cyrillic", "latin")
_RANGES = {
    "cyrillic": "U+0301, U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116",
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, "
    "U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD",
}


def html(document: Document) -> str:
    """Draw a document as self-contained HTML."""
    template = _environment().get_template("report.html")
    return template.render(doc=document, colours=colours(), fonts=_font_faces())


def section_html(section: Section) -> str:
    """Draw the blocks of one section for a page that has the report's classes and `colours`."""
    return _environment().get_template("section.html").render(section=section)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("centricity.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["svg"] = themed
    environment.filters["step"] = step_of
    return environment


def themed(svg: str) -> Markup:
    """Replace the light palette of a drawn chart by the page's own variables, so that it follows the theme."""
    for name, value in LIGHT.items():
        svg = svg.replace(f'"{value}"', f'"var(--{name})"')
    for step, (background, _) in enumerate(heat_steps()):
        svg = svg.replace(f'fill="{background}"', f'fill="var(--heat{step})"')
        svg = svg.replace(f'fill="{marked_ink(step)}"', f'fill="var(--heatink{step})"')
    svg = re.sub(
        r'\s(xmlns:xlink|class|role|aria-roledescription|aria-label|aria-hidden|pointer-events)="[^"]*"', "", svg
    )
    return Markup(svg)  # noqa: S704  drawn by vl-convert, which escapes every text


def colours() -> Markup:
    """Colours as CSS variables, light and dark, with the steps of heat and their ink."""
    lines = [f"--{name}: light-dark({value}, {DARK[name]});" for name, value in LIGHT.items()]
    pairs = zip(heat_steps(), heat_steps(dark=True), strict=True)
    for step, ((light, light_ink), (dark, dark_ink)) in enumerate(pairs):
        lines.append(f"--heat{step}: light-dark({light}, {dark});")
        lines.append(f"--heatink{step}: light-dark({light_ink}, {dark_ink});")
    return Markup("\n".join(lines))  # noqa: S704  colours of our own


def _font_faces() -> Markup:
    faces = []
    for script in _FONTS:
        data = (resources.files("centricity.reports") / "fonts" / f"golos-text-{script}-wght-normal.woff2").read_bytes()
        faces.append(
            "@font-face { font-family: 'Golos Text'; font-weight: 400 900; font-display: swap; "
            f"src: url(data:font/woff2;base64,{base64.b64encode(data).decode()}) format('woff2'); "
            f"unicode-range: {_RANGES[script]}; }}"
        )
    return Markup("\n".join(faces))  # noqa: S704  fonts of our own
