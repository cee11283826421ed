"""Colour, logo and the way on of a survey: what cannot be read is refused, and nothing else comes to its pages."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
import voice_kit
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from voice_kit import Respondent, opened

from centricity.errors import MisuseError
from centricity.reports.palette import DARK, LIGHT, contrast
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.files.models import StoredFile
from centricity.web.files.places import path_of
from centricity.web.voice.looks import Dress, brightened, look_set
from centricity.web.voice.models import Look

pytestmark = pytest.mark.django_db
ROOM = "/surveys/acme/pulse/look/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    voice_kit.unhurried(monkeypatch)


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def dressed(survey, upload=None, **more):
    survey.refresh_from_db()
    return look_set(survey, Dress(**more), survey.version, SYSTEM, upload)


def file(content=PNG, name="logo.png"):
    return SimpleUploadedFile(name, content)


def refused(survey, upload=None, **more):
    with pytest.raises(MisuseError) as error:
        dressed(survey, upload, **more)
    assert not Look.objects.exists()
    return [fault.code for fault in error.value.faults]


def test_the_colour_comes_to_the_pages_by_a_sheet_of_its_own(survey):
    assert "look.css" not in Client().get(f"/s/{survey.link}/").content.decode()
    dressed(survey, light="#7A1FA2")
    page = Client().get(f"/s/{survey.link}/").content.decode()
    assert f"/s/{survey.link}/look.css" in page
    assert "style=" not in page
    assert "<style" not in page
    sheet = Client().get(f"/s/{survey.link}/look.css")
    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    light, dark = re.fullmatch(
        r":root \{ --accent: light-dark\((#\w{6}), (#\w{6})\); \}\n", sheet.content.decode()
    ).groups()
    assert light == "#7a1fa2"
    assert contrast(dark, DARK["paper"]) >= 4.5


@pytest.mark.parametrize("colour", ["#000000", "#123456", "#ff0000", "#00ff00", "#ffffff", "#7a1fa2", "#0b0b60"])
def test_a_colour_is_brightened_until_it_is_read_on_dark_paper(colour):
    assert contrast(brightened(colour), DARK["paper"]) >= 4.5


def test_a_colour_that_is_hard_to_read_is_refused_with_the_reason(survey):
    assert refused(survey, light="#ffcc00") == ["voice.colour_faint"]
    assert refused(survey, light="#123456", dark="#123456") == ["voice.colour_faint"]
    with pytest.raises(MisuseError) as error:
        dressed(survey, light="#767777")
    assert "contrast is 4.49" in error.value.faults[0].text("en")
    assert contrast("#767676", LIGHT["paper"]) >= 4.5
    dressed(survey, light="#767676")


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "123456", "#000;}", "#fff"])
def test_what_is_no_colour_is_refused(survey, colour):
    assert refused(survey, light=colour) == ["voice.no_colour"]


@pytest.mark.parametrize(
    "to", ["http://example.org", "javascript:alert(1)", "https://", "//example.org", "https://a:b@example.org/", "x"]
)
def test_the_thanks_lead_to_https_alone(survey, to):
    assert refused(survey, to=to) == ["voice.no_way_on"]


def test_the_thanks_lead_on_and_in_a_kiosk_they_do_not(survey):
    dressed(survey, to="https://shop.example.org/thanks?a=1&b=2")
    someone = Respondent(survey).send(recommend="9").send(liked="x").send(again="5")
    assert 'href="https://shop.example.org/thanks?a=1&b=2"' in someone.text
    assert 'target="_top"' not in someone.text
    kiosk = Client().get(f"{someone.path}?kiosk=1&lang=en").content.decode()
    assert "shop.example.org" not in kiosk
    assert 'target="_top"' in Client().get(f"{someone.path}?embed=1&lang=en").content.decode()


def test_a_logo_is_kept_served_and_replaced(survey):
    dressed(survey, file())
    page = Client().get(f"/s/{survey.link}/").content.decode()
    assert f'src="/s/{survey.link}/logo"' in page
    got = Client().get(f"/s/{survey.link}/logo")
    assert b"".join(got.streaming_content) == PNG
    assert got["Content-Type"] == "image/png"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    first = StoredFile.objects.get()
    assert path_of(first.pk).exists()
    dressed(survey, file(name="second.png"))
    assert StoredFile.objects.get().name == "second.png"
    assert Look.objects.get().logo.name == "second.png"


def test_a_logo_is_told_by_its_content_and_its_size(survey):
    assert refused(survey, file(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg")) == ["voice.logo_unfit"]
    assert refused(survey, file(b"<script>alert(1)</script>")) == ["web.file_other_kind"]
    assert refused(survey, file(PNG + b"\0" * (200 * 1024))) == ["voice.logo_unfit"]
    assert refused(survey, file(b"GIF89a", "logo.gif")) == ["voice.logo_unfit"]
    assert not StoredFile.objects.exists()


def test_there_is_no_logo_and_no_sheet_where_none_is_set(survey):
    for path in ("look.css", "logo"):
        assert Client().get(f"/s/{survey.link}/{path}").status_code == 404
        assert Client().get(f"/s/nothing/{path}").status_code == 404
    dressed(survey, light="#123456")
    assert Client().get(f"/s/{survey.link}/logo").status_code == 404


def test_a_page_with_all_of_it_stays_under_sixty_kilobytes(survey):
    dressed(survey, file(), light="#123456")
    page = Client().get(f"/s/{survey.link}/").content
    names = re.findall(rb'href="/static/([^"]+\.css)"', page)
    assert len(names) == 2
    sheets = [Path(finders.find(name.decode())).stat().st_size for name in names]
    whole = len(page) + sum(sheets) + len(Client().get(f"/s/{survey.link}/look.css").content) + len(PNG)
    assert whole < 60_000


def test_whoever_edits_sets_it_and_two_lose_nothing(client, people, survey):
    client.force_login(people["agent"])
    assert client.get(ROOM).status_code == 403
    client.force_login(people["analyst"])
    sent = {"light": "#123456", "dark": "", "to": "", "version": survey.version, "logo": io.BytesIO(PNG)}
    sent["logo"].name = "logo.png"
    faint = client.post(ROOM, {"light": "#ffcc00", "dark": "", "to": "", "version": survey.version})
    assert faint.status_code == 422
    assert "hard to read" in unescape(faint.content.decode())
    assert client.post(ROOM, sent).status_code == 302
    page = client.get(ROOM).content.decode()
    assert f'src="/s/{survey.link}/logo"' in page
    assert 'value="#123456"' in page
    late = client.post(ROOM, {"light": "", "dark": "", "to": "", "version": survey.version})
    assert "changed" in late.content.decode()
    assert Entry.objects.filter(action="survey.dressed").count() == 1
    survey.refresh_from_db()
    gone = client.post(ROOM, {"light": "", "dark": "", "to": "", "drop": "on", "version": survey.version})
    assert gone.status_code == 302
    assert not StoredFile.objects.exists()
    assert Look.objects.get().logo is None
    assert "look.css" not in Client().get(f"/s/{survey.link}/").content.decode()
