"""The QR code of a survey is read back module by module, as a telephone does."""

import re
import struct
import zlib

import pytest
from voice_kit import opened

from centricity.web.voice import posters

pytestmark = pytest.mark.django_db
ROOM = "/surveys/acme/pulse/"
MASKS = (  # as the standard numbers them
    lambda i, j: (i + j) % 2 == 0, lambda i, _j: i % 2 == 0, lambda _i, j: j % 3 == 0, lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0, lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0, lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)  # fmt: skip


@pytest.fixture
def survey(organisation):
    return opened(organisation)


def modules_of(svg):
    """The dark modules of a drawing, with the white around them."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    rows = [[False] * side for _ in range(side)]
    x, y = 0.0, 0.0
    for way, dx, dy in re.findall(
        r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", re.search(r'stroke="#000".*? d="([^"]+)"', svg)[1]
    ):
        if way == "h":
            for each in range(int(dx)):
                rows[int(y)][int(x) + each] = True
            x += int(dx)
        else:
            x, y = (float(dx), float(dy)) if way == "M" else (x + float(dx), y + float(dy))
    return rows


def read_back(rows):
    """What a code of the versions two to three says, and whether its level is M."""
    size = len(rows)
    level = (rows[8][0], rows[8][1])
    mask = MASKS[int("".join(str(int(rows[8][j])) for j in (2, 3, 4)), 2) ^ 0b101]
    fixed = lambda i, j: (  # noqa: E731
        (i < 9 and (j < 9 or j >= size - 8)) or (i >= size - 8 and j < 9) or 6 in (i, j)
        or (abs(i - size + 7) <= 2 and abs(j - size + 7) <= 2)
    )  # fmt: skip
    bits, up = "", True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for i in range(size - 1, -1, -1) if up else range(size):
            bits += "".join(str(int(rows[i][j] ^ mask(i, j))) for j in (right, right - 1) if not fixed(i, j))
        up = not up
    assert bits[:4] == "0100"
    told = bytes(int(bits[12 + 8 * n : 20 + 8 * n], 2) for n in range(int(bits[4:12], 2)))
    return told.decode(), level == (True, False)


def test_the_code_says_the_address_at_level_m_with_white_around(survey):
    address = posters.address_of(survey, "https://a.example.org/")
    drawn = posters.inline(address)
    rows = modules_of(drawn)
    assert 'fill="#fff"' in drawn
    assert "style" not in drawn
    assert not any(any(row) for row in [*rows[:4], *rows[-4:]])
    assert not any(row[j] for row in rows for j in (0, 1, 2, 3, -1, -2, -3, -4))
    assert read_back([row[4:-4] for row in rows[4:-4]]) == (address, True)


def test_the_page_of_a_survey_shows_its_code(client, people, survey):
    client.force_login(people["executive"])
    page = client.get(ROOM).content.decode()
    rows = modules_of(page)
    assert read_back([row[4:-4] for row in rows[4:-4]])[0] == f"http://testserver/s/{survey.link}/"
    assert f"{ROOM}poster/" in page


def test_the_sheet_tells_title_code_and_address(client, people, survey):
    client.force_login(people["executive"])
    page = client.get(f"{ROOM}poster/?paper=a5").content.decode()
    assert "How customers see us" in page
    assert f"testserver/s/{survey.link}/" in page
    assert "Scan to answer" in page
    assert "voice/a5.css" in page
    assert "voice/a4.css" in client.get(f"{ROOM}poster/?paper=<b>").content.decode()
    office = client.get(f"{ROOM}poster/?channel=office").content.decode()
    rows = modules_of(office)
    assert len(rows) > len(modules_of(page))
    assert "<script>" not in client.get(f"{ROOM}poster/?channel=<script>").content.decode()


def test_the_sheet_says_where_nobody_could_answer(client, people, survey):
    client.force_login(people["executive"])
    survey.public = False
    survey.save()
    assert (
        "Only the invited may answer: the address on the poster refuses."
        in client.get(f"{ROOM}poster/").content.decode()
    )
    survey.state = "closed"
    survey.save()
    assert "The survey is not open" in client.get(f"{ROOM}poster/").content.decode()


def test_the_code_is_given_as_a_file(client, people, survey):
    client.force_login(people["executive"])
    lines = client.get(f"{ROOM}code.svg")
    assert lines["Content-Type"] == "image/svg+xml"
    assert lines["Content-Disposition"] == 'attachment; filename="pulse.svg"'
    assert lines.content.startswith(b"<?xml")
    points = client.get(f"{ROOM}code.png").content
    assert points.startswith(b"\x89PNG")
    assert client.get(f"{ROOM}code.gif").status_code == 404
    width, height, depth = struct.unpack(">IIB", points[16:25])
    data = points[points.index(b"IDAT") + 4 :]
    row = zlib.decompressobj().decompress(data)[1 : 1 + width * depth // 8]
    assert width == height == (29 + 8) * posters.DOTS
    assert row == b"\xff" * len(row)
