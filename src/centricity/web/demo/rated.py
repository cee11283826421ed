"""A rating of the index study by two people, and what a company that is rated there stated, asked and was told."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from centricity.cli.words import say
from centricity.web.audit.services import SYSTEM
from centricity.web.companies.models import Comment, Consent
from centricity.web.companies.services import comment_add, comment_answer, consent_state
from centricity.web.demo.tables import EXAMPLES
from centricity.web.jobs.services import do_job
from centricity.web.panels.judging import Seen
from centricity.web.people.models import Organisation, User
from centricity.web.rating.assigning import Share, assign
from centricity.web.rating.models import Level, Rater, Round
from centricity.web.rating.rounds import Wanted, round_make
from centricity.web.rating.submitting import Given, give_back, submit
from centricity.web.research.goals import latest
from centricity.web.research.models import Study
from centricity.web.research.selectors import study_for, subject_of
from centricity.web.research.services import computation_ask

LEVELS = EXAMPLES / "rating" / "levels.csv"
WAVE, DAYS = "2025", 14
RATERS = ("rater", "shopper")
COMPANIES, METRICS = ("SYN01", "SYN02", "SYN03"), ("2.3", "2.4", "4.1", "4.3")
RETURNED = ("SYN02", "4.1")
"""The company and the metric whose level is given back to the rater."""
COMMENTS = (
    ("2.4", ("Поддержка с марта отвечает и в мессенджере. Учтите его, пожалуйста.",
             "Since March support answers in the messenger as well. Please take it into account.")),
    ("4.3", ("Счёт теперь приходит сразу после заказа. Как прислать подтверждение?",
             "The invoice now comes at once after the order. How can we send proof of it?")),
)  # fmt: skip
ANSWER = (
    "Спасибо. Визиты были в феврале, до запуска мессенджера. Замечание стоит рядом с числом, в новой волне проверим.",
    "Thank you. The visits came before the messenger. Your comment stands beside the number; a new wave will check it.",
)


def rated_laid(organisation: Organisation, study: str) -> bool:
    """Whether the rating and the room of the company are there, or the study is not."""
    found = Study.objects.filter(organisation=organisation, code=study).first()
    return found is None or all(done for done, _step in _steps(found, ""))


def rated_lay(organisation: Organisation, study: str, company: str) -> None:
    """Lay what is not there yet, each step in full or not at all; comments need results, which are computed first."""
    found = Study.objects.filter(organisation=organisation, code=study).first()
    if found is None or rated_laid(organisation, study):
        return
    _compute(found)
    for done, step in _steps(found, company):
        if not done:
            with transaction.atomic():
                step()


def _steps(study: Study, company: str) -> Iterator[tuple[bool, Callable[[], None]]]:
    yield Round.objects.filter(study=study).exists(), partial(_rating_lay, study)
    yield Consent.objects.filter(study=study).exists(), partial(_consent_lay, study, company)
    yield Comment.objects.filter(study=study).exists(), partial(_comments_lay, study, company)


def _compute(study: Study) -> None:
    """Compute the newest edition here and now, where nothing was computed; a worker may be at it already."""
    edition = latest(study)
    if study.current_id is None and edition is not None:
        do_job.call(str(computation_ask(edition, SYSTEM).pk))
        study.refresh_from_db()


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def _rating_lay(study: Study) -> None:
    """A rating in which the shopper has submitted everything, and the rater a part: one level is to be corrected."""
    due = timezone.now().date() + timedelta(days=DAYS)
    made = round_make(study, Wanted(WAVE, str(Round.Shows.SUBMITTED), due), SYSTEM)
    for name in RATERS:
        assign(made, _person(name), Share(COMPANIES, METRICS), SYSTEM)
    seats = {name: Rater.objects.get(round=made, user=_person(name)) for name in RATERS}
    with LEVELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            submit(seats[row["rater"]], row["company"], row["metric"], _given(row), SYSTEM)
    company, metric = RETURNED
    level = Level.objects.get(rater=seats["rater"], company=company, metric=metric)
    why = say("Где видно, что ничего не приходится повторять? Добавьте, на чём держится уровень.",
              "Where is it seen that nothing has to be repeated? Add what the level rests on.")  # fmt: skip
    give_back(level, why, SYSTEM)


def _given(row: Mapping[str, str]) -> Given:
    seen = None
    if row["kind"]:
        day = timezone.now().date() - timedelta(days=int(row["days"]))
        seen = Seen(row["kind"], say(row["title_ru"], row["title_en"]), row["reference"], day)
    return Given(float(row["level"]) if row["level"] else None, seen, say(row["note_ru"], row["note_en"]))


def _consent_lay(study: Study, company: str) -> None:
    consent_state(study, company, granted=True, version=0, user=_person("contact"), actor=SYSTEM)


def _comments_lay(study: Study, company: str) -> None:
    """A comment that is answered and stands beside its number, and one that waits; none while nothing is computed."""
    if study.current_id is None:
        return
    contact, made = _person("contact"), list[Comment]()
    _view, row = subject_of(study_for(contact, study.code), company)
    for node, text in COMMENTS:
        made.append(comment_add(study, row, node, say(*text), contact, SYSTEM))
    comment_answer(made[0], say(*ANSWER), agree=True, version=0, user=_person("analyst"), actor=SYSTEM)
