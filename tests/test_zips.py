"""How large a zip archive's table of members is, is known before anybody reads it."""

import io
import zipfile

import pytest
from zip_kit import WAYS, crowded

from centricity.tables import workbooks
from centricity.tables.workbooks import MAX_DIRECTORY, read_sheet, sheet_names
from centricity.tables.zips import directory_size

NUMBER = MAX_DIRECTORY // 47 + 1


@pytest.fixture
def unopened(monkeypatch):
    """Nobody opens an archive."""

    def opened(*_, **__):
        raise AssertionError("the archive was opened")

    monkeypatch.setattr(zipfile, "ZipFile", opened)


@pytest.mark.parametrize("way", WAYS)
def test_the_size_is_told_by_every_record_that_readers_believe(way):
    stream = io.BytesIO(crowded(1000, way))
    stream.seek(7)
    assert directory_size(stream) == 47_000
    assert stream.tell() == 0


@pytest.mark.parametrize(("members", "remark"), [(0, b""), (3, b""), (3, b"x" * 65_535), (2000, b"PK\x05")])
def test_the_size_of_sound_archives_is_true(members, remark):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.comment = remark
        for number in range(members):
            archive.writestr(f"{number}.txt", b"x")
        begin = archive.fp.tell()
    assert directory_size(stream) == len(stream.getvalue()) - begin - 22 - len(remark)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 100_000, b"PK\x05\x06", crowded(3)[:-1]])
def test_what_is_no_archive_has_none(content):
    assert directory_size(io.BytesIO(content)) is None


@pytest.mark.usefixtures("unopened")
@pytest.mark.parametrize("way", WAYS)
def test_a_crowded_workbook_is_refused_unopened(tmp_path, way):
    path = tmp_path / "crowded.xlsx"
    path.write_bytes(crowded(NUMBER, way))
    assert sheet_names(path) == []
    assert [fault.code for fault in read_sheet(path).faults] == ["table.zip_bomb"]
    assert workbooks.filled_sheets(path) == []
