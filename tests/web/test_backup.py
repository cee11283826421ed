"""A backup is whole, moves between databases, and a damaged one changes nothing."""

import io
import json
import zipfile

import pytest

from centricity.errors import MisuseError
from centricity.web import backup
from centricity.web.backup import _opened


def home_of(platform):
    return "postgres" if platform.url else "sqlite"


@pytest.fixture
def archive(platform, tmp_path):
    platform.run("backup", tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_secrets_and_sessions_are_not_inside(platform, archive):
    key = (platform.home / "secret_key").read_bytes()
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert all(key not in opened.read(name) for name in names)
    assert not [name for name in names if "secret" in name or "session.jsonl" in name or "static" in name]


def test_a_backup_during_writes_is_of_one_moment(platform, empty_platform, tmp_path):
    writer = platform.start_script(["writing", tmp_path / "stop"])
    assert writer.stdout.readline().strip() == "1"
    assert "bytes written" in platform.run("backup", tmp_path / "backup.zip")
    (tmp_path / "stop").touch()
    out, _ = writer.communicate(timeout=60)
    assert writer.returncode == 0, out
    new = empty_platform(home_of(platform))
    assert "Restored." in new.run("restore", tmp_path / "backup.zip")
    editions = int(new.script("whole").split()[0])
    assert 1 < editions <= 1 + len(out.split()) + 1
    assert len(out.split()) > 1, "the writer was held up"


def test_imports_under_way_come_along_and_are_gone_on_with(platform, empty_platform, tmp_path):
    platform.script("importing")
    kept = next((platform.home / "imports").glob("*.csv"))
    for left in ("left.csv", f".{kept.name}", f"{kept.stem}.faults.draft"):
        (platform.home / "imports" / left).write_text("of no row, or not whole")
    platform.run("backup", tmp_path / "imports.zip")
    with zipfile.ZipFile(tmp_path / "imports.zip") as opened:
        names = [name for name in opened.namelist() if name.startswith("imports/")]
    assert len(names) == 2
    new = empty_platform(home_of(platform), tables=True)
    new.run("restore", tmp_path / "imports.zip")
    assert json.loads(new.script("imported")) == ["Gleb", "Vera"]
    assert not list((new.home / "imports").glob("*.csv"))


@pytest.mark.parametrize("removed", [True, False])
def test_a_file_that_is_gone_stops_a_backup_where_a_row_needs_it_still(tmp_path, monkeypatch, removed):
    monkeypatch.setattr(backup, "is_removed", lambda name: removed and name == "files/gone")
    if removed:
        with _opened("files/gone", tmp_path / "gone") as file:
            assert file is None
    else:
        with pytest.raises(MisuseError) as caught, _opened("files/gone", tmp_path / "gone"):
            pass
        assert [fault.code for fault in caught.value.faults] == ["web.backup_file_lost"]


def test_files_removed_in_the_middle_stop_no_backup_and_are_told_after_a_restore(platform, empty_platform, tmp_path):
    told = json.loads(platform.script(["web_backups.removed_meanwhile", tmp_path / "backup.zip"]).splitlines()[-1])
    with zipfile.ZipFile(tmp_path / "backup.zip") as opened:
        manifest, names = json.loads(opened.read("manifest.json")), opened.namelist()
    assert manifest["removed"] == sorted(told["removed"])
    assert len(told["removed"]) == 2
    assert not {*told["removed"]} & {*names}
    assert told["stays"] in names
    new = empty_platform(home_of(platform), tables=True)
    said = new.run("restore", tmp_path / "backup.zip")
    assert all(name in said for name in told["removed"])
    assert told["stays"] not in said
    assert "removed while the backup was made" in said


def test_an_import_that_is_taken_in_meanwhile_stops_no_backup(platform, empty_platform, tmp_path):
    platform.script("importing")
    name = json.loads(platform.script(["web_backups.taken_in_meanwhile", tmp_path / "b.zip"]).splitlines()[-1])
    with zipfile.ZipFile(tmp_path / "b.zip") as opened:
        assert json.loads(opened.read("manifest.json"))["removed"] == [name]
    assert name in empty_platform(home_of(platform), tables=True).run("restore", tmp_path / "b.zip")


def test_a_file_that_is_lost_is_a_fault_and_no_archive_is_left(platform, tmp_path):
    lost = next((platform.home / "editions").glob("*/*.csv"))
    lost.unlink()
    said = platform.run("backup", tmp_path / "backup.zip", code=2)
    assert str(lost) in said
    assert not list(tmp_path.glob("*backup.zip*"))


def spoiled(archive, to, change):
    """The archive with its members changed."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(to, "w") as new:
        members = {name: old.read(name) for name in old.namelist()}
        manifest = json.loads(members.pop("manifest.json"))
        change(members, manifest)
        for name, content in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            new.writestr(name, content)
    return to


def with_member(name, content=b"x"):
    import hashlib

    def change(members, manifest):
        members[name] = content
        manifest["members"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    return change


def of_rows(table, change):
    """Change a table's rows and put its hash right, as somebody would who wants to deceive."""

    def changed(members, manifest):
        name = f"database/{table}.jsonl"
        with_member(name, change(members[name]))(members, manifest)

    return changed


def changed_file(members, manifest):
    name = next(name for name in members if name.startswith("editions/"))
    members[name] += b" "


def missing_file(members, manifest):
    members.pop(next(name for name in members if name.startswith("results/")))


SPOILED = {
    "a file changed": changed_file,
    "a file missing": missing_file,
    "a path outside": with_member("editions/../../out.txt"),
    "an absolute path": with_member("/tmp/out.txt"),
    "a folder that is not ours": with_member("static/a.js"),
    "a key": with_member("secret_key"),
    "another format": lambda _, manifest: manifest.update(format="x"),
    "an entry of the log changed": of_rows("audit.entry", lambda rows: rows.replace(b'"system"', b'"nobody"', 1)),
    "the log cut off": of_rows("audit.entry", lambda rows: b"".join(rows.splitlines(keepends=True)[:-1])),
    "a row without its parent": of_rows("research.study", lambda _: b""),
    "a row that is no row": of_rows("research.study", lambda _: b"[1]\n"),
    "a value that is none": of_rows("research.study", lambda rows: rows.replace(b'"version":0', b'"version":"x"')),
}


def test_what_is_damaged_is_refused_and_nothing_is_half_restored(platform, archive, empty_platform, tmp_path):
    new = empty_platform(home_of(platform), tables=True)
    files = [spoiled(archive, tmp_path / name.replace(" ", "-"), change) for name, change in SPOILED.items()]
    whole = archive.read_bytes()
    for name, content in {"cut": whole[: len(whole) // 2], "none": b"", "flipped": flipped(whole)}.items():
        (tmp_path / name).write_bytes(content)
        files.append(tmp_path / name)
    lines = new.script("migrated", "told", ["refused", *files], "told", ["restored", archive]).splitlines()
    before, *said, after = map(json.loads, lines)
    assert len(said) == len(files)
    for file, (text, left) in zip(files, said, strict=True):
        assert "nothing was restored" in text, (file.name, text)
        assert not [
            name for name in left if name in {"editions", "results", "files", "imports"} or name.startswith(".")
        ], file.name
    assert after == before
    assert not (tmp_path / "out.txt").exists()


def flipped(whole):
    """One bit of the largest member turned, where it counts: dates of a header may be anything."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        member = max(archive.infolist(), key=lambda info: info.compress_size)
    at = member.header_offset + 30 + len(member.filename.encode()) + member.compress_size // 2
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


def test_a_place_where_somebody_lives_and_an_archive_that_exists_are_refused(platform, archive, tmp_path):
    assert "not empty" in platform.run("restore", archive, code=2)
    assert "never written over another" in platform.run("backup", archive, code=2)
    assert "was not written" in platform.run("backup", tmp_path / "nowhere" / "backup.zip", code=2)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".backup")] == []


def test_an_archive_of_another_version_is_refused(platform, archive, empty_platform, tmp_path):
    new = empty_platform(home_of(platform), tables=True)
    older = spoiled(archive, tmp_path / "older.zip", lambda _, manifest: manifest["schema"]["audit"].pop())
    assert "Install that version" in new.run("restore", older, code=2)
