"""The folder of an edition is sent while it is packed: nothing holds it whole."""

import hashlib
import io
import os
import tracemalloc
import zipfile

import pytest
from api_kit import token_for
from django.urls import reverse

from centricity.web.research.export import zipped
from centricity.web.research.places import edition_folder

pytestmark = pytest.mark.django_db
MANY = 40 << 20


@pytest.fixture
def large(small):
    """An edition with a file of many bytes that nothing makes smaller."""
    edition = small.editions.get()
    (edition_folder(edition.pk) / "large.csv").write_bytes(os.urandom(MANY))
    edition.files = edition.files | {"large.csv": MANY}
    return edition


def test_a_large_folder_is_sent_in_parts_that_nobody_gathers(large):
    tracemalloc.start()
    try:
        parts = [len(part) for part in zipped(large)]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(parts) > MANY
    assert max(parts) < 2 << 20
    assert most < MANY // 4


def test_the_archive_is_the_same_each_time_and_holds_what_was_uploaded(large):
    first, second = b"".join(zipped(large)), b"".join(zipped(large))
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    folder = edition_folder(large.pk)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: (folder / name).read_bytes() for name in large.files
        }


def test_the_page_and_the_api_stream_it_and_a_program_that_has_it_is_told_so(client, people, small, monkeypatch):
    client.force_login(people["analyst"])
    page = client.get(reverse("study_export", args=["small", 1]))
    assert page.streaming
    told = {"Authorization": f"Bearer {token_for(people['analyst'])[1]}"}
    given = client.get("/api/v1/studies/small/editions/1/folder.zip", headers=told)
    assert given.streaming
    assert given.getvalue() == page.getvalue()
    monkeypatch.setattr("centricity.web.api.studies.zipped", None)  # nothing is packed for whoever has it
    again = client.get(given.request["PATH_INFO"], headers=told | {"If-None-Match": given["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, given["ETag"])
