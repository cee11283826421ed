"""The page about the API is followed as it is written."""

import io
import json
import re
import shutil
import subprocess
import time
from contextlib import redirect_stdout
from types import SimpleNamespace

import pytest
from api_kit import token_for
from feedback_kit import said
from live_kit import serving
from survey_kit import answer, customers
from voice_kit import opened
from web_kit import EXAMPLES

from centricity.client import calls
from centricity.web.api.sending import signature
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job

HOW_TO = EXAMPLES.parent / "docs" / "how-to"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def token(organisation, people):
    """A token of an administrator, whose customers were asked already."""
    survey = opened(organisation)
    answer(survey, customers(organisation, 16), score=10)
    answer(survey, customers(organisation, 3), score=7)
    answer(survey, customers(organisation, 1), score=0)
    said(organisation, "It broke")
    return token_for(people["administrator"])[1]


@pytest.fixture
def shell(token, tmp_path, monkeypatch):
    """A platform, and a folder as that of the repository; a worker works while the client waits."""
    shutil.copytree(EXAMPLES / "it-market-2025-published", tmp_path / "examples" / "it-market-2025-published")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CENTRICITY_TOKEN", token)

    def work(_seconds):
        for pk in Job.objects.filter(kind="study.compute", state="waiting").values_list("pk", flat=True):
            do_job.call(str(pk))

    monkeypatch.setattr(calls, "time", SimpleNamespace(sleep=work))
    with serving() as url:
        monkeypatch.setenv("CENTRICITY_URL", url)
        yield


@pytest.mark.parametrize("name", ["use-the-api.md", "use-the-api.ru.md"])
def test_what_the_page_of_the_api_promises_is_what_is_said(shell, name):
    names, said, made = {}, "", {}
    for kind, body in FENCE.findall((HOW_TO / name).read_text("utf-8")):
        if kind == "python":
            with redirect_stdout(io.StringIO()) as out:
                exec(body, names)
            said = out.getvalue()
        elif kind == "text":
            assert said == body
        elif "curl" in body:
            done = subprocess.run(["bash", "-c", body], capture_output=True, check=True)
            made = json.loads(done.stdout)
            assert "faults" not in made, made
    header = signature(made["secret"], int(time.time()), b"{}")
    assert names["genuine"](made["secret"], header, b"{}")
    assert not names["genuine"](made["secret"], header, b"{ }")
    assert not names["genuine"](made["secret"], signature(made["secret"], 1, b"{}"), b"{}")
