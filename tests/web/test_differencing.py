"""Attacks by subtraction: what pages, files, the API and a study of one nameless survey tell together, as equations.

Departments are renamed by a new version while people answer, and not everybody answers every question.
"""

import csv
import io
import random
from itertools import combinations

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from survey_kit import respond
from voice_kit import content_of, opened

from centricity.web.audit.services import SYSTEM
from centricity.web.research.models import Study
from centricity.web.research.places import edition_folder
from centricity.web.voice.models import Response
from centricity.web.voice.services import draft_set, publish, state_set
from centricity.web.voice.waves import wave_make

pytestmark = pytest.mark.django_db
QUESTIONS = [f"q{number}" for number in range(1, 7)]
LEAST = 5
SIZES = [
    {"it": 3, "sales": 6, "law": 5, "desk": 9},
    {"it": 3, "sales": 5, "law": 5, "desk": 9},
    {"it": 4, "sales": 7, "law": 6, "desk": 8},
    {"it": 7, "sales": 7, "law": 6, "desk": 8},
]


def questionnaire(departments):
    told = content_of("six_questions")
    options = [{"code": code, "text": {"ru": code, "en": code}} for code in departments]
    where = {"code": "department", "kind": "single", "text": {"ru": "Где?", "en": "Where?"}, "required": True,
             "fills": "department", "options": options}  # fmt: skip
    return told | {"pages": [{"code": "department", "questions": [where]}, *told["pages"]]}


def answer(survey, department, rng):
    """Somebody answers, and leaves out a question now and then."""
    values = {code: rng.randint(1, 5) for code in QUESTIONS if rng.random() < 0.75}
    respond(survey, {"department": department} | values)


@pytest.fixture(params=[(sizes, seed) for sizes in range(len(SIZES)) for seed in range(3)], ids=str)
def closed(request, organisation):
    """A survey that was answered under two versions: in the second "it" is called "systems", and "law" is gone."""
    sizes, rng = SIZES[request.param[0]], random.Random(request.param[1])
    survey = opened(organisation, questionnaire(sizes), "staff")
    for department, n in sizes.items():
        for _ in range(n):
            answer(survey, department, rng)
    renamed = [{"it": "systems"}.get(code, code) for code in sizes if code != "law"]
    survey = draft_set(survey, questionnaire(renamed), survey.version, SYSTEM)
    publish(survey, survey.version, SYSTEM)
    survey.refresh_from_db()
    for department in renamed:
        for _ in range(3):
            answer(survey, department, rng)
    return state_set(survey, "closed", survey.version, SYSTEM)


def truth(survey, question):
    """How many of each department answered a question: what nobody should be able to reckon for a small group."""
    found = {}
    for values in Response.objects.filter(survey=survey).values_list("values", flat=True):
        found[values["department"]] = found.get(values["department"], 0) + (question in values)
    return found


def told_by_the_file(client, question):
    """The same from the table that is taken away: ``None`` is the total."""
    text = client.get("/surveys/acme/staff/results.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ","))
    mine = [row for row in rows[1:] if row[0] == question]
    whole = any(not row[3] and row[8] for row in mine)
    return whole, {row[4] for row in mine if row[3] == "department" and row[8]}


def told_by_the_study(survey, question, departments):
    """Departments behind every subject of the study's folder, with answers to a question: single rows, all open."""
    study = Study.objects.get(code="staff-study")
    folder = edition_folder(study.editions.first().pk)
    with (folder / "observations.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row.get(question)]
    named = {row["subject"] for row in rows} - {"others"}
    subjects = csv.DictReader((folder / "subjects.csv").read_text("utf-8").splitlines())
    rest = set(departments) - {row["subject"] for row in subjects}
    return [{each} for each in named] + ([rest] if any(row["subject"] == "others" for row in rows) else [])


def given_away(known, counts, least):
    """Sets of departments of fewer answers than may be told that follow from what is known."""
    codes = [code for code, n in counts.items() if n]
    if not known:
        return []
    lines = np.array([[code in line for code in codes] for line in known], float)
    rank = np.linalg.matrix_rank(lines)
    found = []
    for size in range(1, len(codes)):
        for some in combinations(codes, size):
            if 0 < sum(counts[code] for code in some) < least:
                wanted = np.array([[code in some for code in codes]], float)
                if np.linalg.matrix_rank(np.vstack([lines, wanted])) == rank:
                    found.append(some)
    return found


def test_no_small_group_follows_from_page_file_and_study_together(closed, people):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(people["cx_director"])
    wave_make(closed, "staff-study", "2026", timezone.now().date(), SYSTEM)
    for question in QUESTIONS:
        counts = truth(closed, question)
        whole, shown = told_by_the_file(client, question)
        assert shown <= {"systems", *counts}
        known = [{each} for each in shown] + ([set(counts)] if whole else [])
        assert all(counts[each] >= LEAST for each in shown)
        known += told_by_the_study(closed, question, counts)
        assert given_away(known, counts, LEAST) == [], (question, counts, known)
