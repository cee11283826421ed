"""Archives of hundreds of thousands of members are refused before their table of members is read."""

import io
import zipfile

import pytest
import voice_kit
from django.core.files.uploadedfile import SimpleUploadedFile
from test_survey_files import at_file, content, upload
from voice_kit import opened
from zip_kit import WAYS, crowded

from centricity.errors import MisuseError, StudyError
from centricity.web import restoring
from centricity.web.files.kinds import media_type_of
from centricity.web.research.archive import unpack
from centricity.web.voice import file_answers

NUMBER = 90_000


@pytest.fixture
def unopened(monkeypatch):
    """Nobody opens an archive."""

    def none(*_, **__):
        raise AssertionError("the archive was opened")

    monkeypatch.setattr(zipfile, "ZipFile", none)


@pytest.mark.usefixtures("unopened")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx"])
def test_a_document_of_very_many_parts_is_none(way, suffix):
    with pytest.raises(MisuseError) as caught:
        media_type_of(f"crowded{suffix}", io.BytesIO(crowded(NUMBER, way)))
    assert [fault.code for fault in caught.value.faults] == ["web.file_other_kind"]


@pytest.mark.usefixtures("unopened")
@pytest.mark.parametrize("way", WAYS)
def test_a_folder_of_very_many_files_is_too_many(tmp_path, way):
    with pytest.raises(StudyError) as caught:
        unpack([SimpleUploadedFile("study.zip", crowded(NUMBER, way))], tmp_path)
    assert [(fault.code, fault.fields["n"] >= NUMBER) for fault in caught.value.faults] == [("web.upload_files", True)]
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("unopened")
def test_a_backup_is_not_opened_where_its_names_alone_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(restoring, "MANIFEST_LIMIT", 1 << 20)
    (tmp_path / "backup.zip").write_bytes(crowded(NUMBER))
    with pytest.raises(MisuseError) as caught:
        restoring.restore(tmp_path / "backup.zip")
    assert [fault.code for fault in caught.value.faults] == ["web.backup_damaged"]


@pytest.mark.django_db
def test_what_a_question_does_not_ask_for_is_refused_unread(organisation, monkeypatch):
    def looked(*_):
        raise AssertionError("the file was looked into")

    voice_kit.unhurried(monkeypatch)
    monkeypatch.setattr(file_answers, "media_type_of", looked)
    someone = at_file(opened(organisation, content(megabytes=1)))
    said = [someone.send(proof=upload(name, crowded(number))).text.lower() for name, number in
            (("crowded.docx", 10_000), ("crowded.pdf", 90_000))]  # fmt: skip
    assert "such files are not taken here" in said[0]
    assert "larger than 1 mb" in said[1]
