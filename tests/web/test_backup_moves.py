"""A backup moves between SQLite and PostgreSQL; every way is tried whichever engine the other tests run on."""

import json
import stat

import pytest
from web_platform import copy_of


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "target"),
    [("sqlite", "sqlite"), ("sqlite", "postgres"), ("postgres", "sqlite"), ("postgres", "postgres")],
)
def test_a_backup_comes_back_the_same(seeded, empty_platform, tmp_path, source, target):
    old, new, file = copy_of(seeded(source), tmp_path / "home"), empty_platform(target), tmp_path / "backup.zip"
    before = json.loads(old.script(["backup", file], "told"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    after = json.loads(new.script(["restored", file], "told", "lives_on"))
    for part in before:
        assert after[part] == before[part], part
    assert before["audit"][0] > 5
    assert before["audit"][1] is None
    assert len(before["files"]) > 3
