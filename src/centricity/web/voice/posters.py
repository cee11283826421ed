"""The public address of a survey as a QR code: for the screen, for print, for whoever lays out a poster."""

import io
from urllib.parse import urlencode, urlsplit

import segno

from centricity.web.customers.models import CHANNELS
from centricity.web.voice.crowding import kiosk_mark
from centricity.web.voice.models import Survey

QUIET = 4
"""Modules of white around the code, as readers need."""
DARK, LIGHT = "#000", "#fff"
"""Black on white, in every theme: readers of codes know no other."""
DOTS = 12
"""Points of a module in a picture of points: four fingers wide where it is printed."""


def address_of(survey: Survey, base: str, channel: str = "") -> str:
    """Where the survey is answered; with a channel where its answers are told apart by it."""
    asked = f"?{urlencode({'channel': channel})}" if channel in CHANNELS else ""
    return f"{base}s/{survey.link}/{asked}"


def kiosk_of(survey: Survey, base: str) -> str:
    """Where the survey is answered by one after another at a tablet."""
    return f"{address_of(survey, base, 'office')}&{urlencode({'kiosk': kiosk_mark(survey.link)})}"


def short(address: str) -> str:
    """An address as people type it."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}"


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m", boost_error=False)


def inline(address: str) -> str:
    """The code as a part of a page: it has no style of its own, which pages refuse."""
    return _code(address).svg_inline(border=QUIET, dark=DARK, light=LIGHT, omitsize=True, svgclass=None, lineclass=None)


def svg(address: str) -> bytes:
    """The code as a file of lines."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", border=QUIET, dark=DARK, light=LIGHT, scale=DOTS)
    return out.getvalue()


def png(address: str) -> bytes:
    """The code as a picture of points."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", border=QUIET, dark=DARK, light=LIGHT, scale=DOTS)
    return out.getvalue()
