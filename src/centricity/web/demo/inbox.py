"""Messages to the example company over a year, with how they were answered and what came of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from centricity.cli.words import say
from centricity.language import Language
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer
from centricity.web.demo.tables import messages
from centricity.web.feedback.desks import desk_of, follow_ups_set, form_set
from centricity.web.feedback.follow_ups import due_of
from centricity.web.feedback.models import Answer, Cause, FollowUp, Item, Theme
from centricity.web.feedback.receiving import SUGGEST, Said, item_of
from centricity.web.feedback.themes import theme_of_code
from centricity.web.jobs.services import ask, do_job
from centricity.web.people.hours import hours_of, hours_set
from centricity.web.people.models import Organisation, User
from centricity.web.people.working import Hours, Wanted

NUMBERED = "example-"
"""What the numbers of these messages begin with."""
DAYS = 365
A_DAY = 0.5
"""Messages a day beside those that answers to surveys become."""
THEMED = 0.8
"""The share of messages whose theme a person has chosen; of the rest it is suggested."""
WAYS = (("email", "email"), ("form", "web"), ("review", "web"), ("call", "phone"))
KINDS = ("complaint", "praise", "question", "idea")
THEMES = {
    "support": ("Поддержка", "Support"), "price": ("Цена", "Price"), "speed": ("Скорость", "Speed"),
    "delivery": ("Доставка", "Delivery"), "interface": ("Интерфейс", "Interface"), "staff": ("Сотрудники", "Staff"),
    "security": ("Безопасность", "Security"), "trust": ("Доверие", "Trust"),
}  # fmt: skip
DAYS_TO_ANSWER = 2
OLD = timedelta(days=18)
"""After so long everything has been answered and come to an end."""
REPLIES = {
    "complaint": ("Простите нас. Мы всё проверили и исправим, о ходе сообщим.",
                  "We are sorry. We have looked into it, will mend it and keep you informed."),
    "praise": ("Спасибо, передали тем, кто это сделал.", "Thank you, we told those who did it."),
    "question": ("Отвечаем: всё нужное по шагам — в письме.", "Here is the answer, step by step."),
    "idea": ("Спасибо, идею обсудит команда продукта.", "Thank you, the product team will discuss the idea."),
    "other": ("Спасибо, мы прочли.", "Thank you, we have read it."),
}  # fmt: skip
OUTCOMES = (
    ("Перезвонили, исправили, клиент доволен.", "Called back and mended; the customer is content."),
    ("Извинились, сделали перерасчёт.", "Apologised and refunded."),
    ("Разобрали со сменой, причину убрали.", "Went through it with the shift and removed the cause."),
)
_ROWS = 1_000


@dataclass(frozen=True)
class Desk:
    """Who answers, and by which hours."""

    agent: User
    hours: Hours | None
    causes: Sequence[Cause]


def said_lay(organisation: Organisation, agent: User, today: date, language: Language) -> None:
    """Open the desk, and take in messages of a year."""
    _desk_open(organisation, agent)
    Item.objects.bulk_create(_said(organisation, today, language, np.random.default_rng(19)), _ROWS)


def said_already(organisation: Organisation) -> bool:
    return Item.objects.filter(organisation=organisation, number=f"{NUMBERED}0001").exists()


def hear_now() -> None:
    """Let the platform hear the answers to surveys, as it does every minute."""
    job = ask("survey.hear", "platform", SYSTEM)
    do_job.call(str(job.pk))


def handled_lay(organisation: Organisation, agent: User) -> None:
    """Answer as a good desk does: most of it soon, some late, some not yet."""
    causes = list(Cause.objects.filter(organisation=organisation))
    desk = Desk(agent, hours_of(organisation), causes)
    _handled(organisation, desk, np.random.default_rng(23))
    ask(SUGGEST, f"organisation:{organisation.code}", SYSTEM)


def handled_already(organisation: Organisation) -> bool:
    return Answer.objects.filter(item__organisation=organisation, item__number__startswith=NUMBERED).exists()


def _desk_open(organisation: Organisation, agent: User) -> None:
    found = desk_of(organisation)
    form_set(organisation, found.version, SYSTEM, form_open=True)
    follow_ups_set(organisation, agent, DAYS_TO_ANSWER, desk_of(organisation).version, SYSTEM)
    hours_set(organisation, Wanted(zone="Europe/Moscow"), 0, SYSTEM)


def _said(organisation: Organisation, today: date, language: Language, rng: np.random.Generator) -> Iterator[Item]:
    """Messages as they came; letters and calls are of customers, reviews of nobody who is known."""
    themes = {code: theme_of_code(organisation, code, titles, SYSTEM) for code, titles in THEMES.items()}
    known = list(Customer.objects.filter(organisation=organisation, left=None).order_by("pk")[:800])
    for number, at in enumerate(_moments(today, rng), 1):
        kind = str(rng.choice(KINDS, p=(0.52, 0.26, 0.13, 0.09)))
        fitting = [each for each in messages() if each["kind"] == kind]
        told = fitting[int(rng.integers(len(fitting)))]
        source, channel = WAYS[int(rng.choice(4, p=(0.35, 0.2, 0.25, 0.2)))]
        public = source == "review"
        one = None if public else known[int(rng.integers(len(known)))]
        words = Said(
            told[language], source, channel, f"{NUMBERED}{number:04d}", language=language, kind=kind, public=public,
            at=at, customer=one, consent=one is not None, rating=_stars(kind, rng) if public else None,
            theme=themes[told["theme"]] if rng.random() < THEMED else None,
        )  # fmt: skip
        yield item_of(organisation, words)


def _moments(today: date, rng: np.random.Generator) -> Iterator[datetime]:
    """When messages came, from a year ago to now."""
    now = timezone.now()
    midnight = datetime.combine(today, datetime.min.time(), now.tzinfo)
    for ago in range(DAYS, -1, -1):
        for _ in range(int(rng.poisson(A_DAY))):
            at = midnight - timedelta(days=ago) + timedelta(hours=float(rng.uniform(5, 20)))
            yield min(at, now - timedelta(minutes=20))


def _stars(kind: str, rng: np.random.Generator) -> int:
    lowest = {"complaint": 1, "praise": 4}.get(kind, 3)
    return lowest + int(rng.integers(2)) if kind in {"complaint", "praise"} else lowest


def _handled(organisation: Organisation, desk: Desk, rng: np.random.Generator) -> None:
    """Give every message the time it came, an answer to most, and to complaints the follow-up with its end."""
    now, answers, promises = timezone.now(), list[Answer](), list[FollowUp]()
    items = list(Item.objects.filter(organisation=organisation).order_by("at", "pk"))
    FollowUp.objects.filter(organisation=organisation, item__in=[each.pk for each in items]).delete()
    for item in items:
        item.received_at = item.at
        ended = _ending(item, desk, now, rng)
        for name, value in ended.items():
            setattr(item, name, value)
        if item.first_answer_at is not None:
            text = say(*REPLIES.get(item.kind, REPLIES["other"]))
            answers.append(Answer(item=item, by=desk.agent, at=item.first_answer_at, text=text, channel=item.channel))
        if item.kind == Item.Kind.COMPLAINT:
            promises.append(_promise(organisation, item, desk, now))
    fields = ["received_at", "state", "first_answer_at", "closed_at", "outcome", "cause", "assigned_to"]
    Item.objects.bulk_update(items, fields, batch_size=_ROWS // 5)
    Answer.objects.bulk_create(answers, _ROWS)
    FollowUp.objects.bulk_create(promises, _ROWS)


def _ending(item: Item, desk: Desk, now: datetime, rng: np.random.Generator) -> dict[str, Any]:
    """How far a message has come by now."""
    old = now - item.at > OLD
    answered = item.at + timedelta(hours=float(rng.gamma(1.1, 9.0)))
    if answered >= now or (rng.random() < 0.12 and not old):
        return {}
    told: dict[str, Any] = {"state": Item.State.ANSWERED, "first_answer_at": answered, "assigned_to": desk.agent}
    closed = answered + timedelta(hours=float(rng.gamma(1.5, 14.0)))
    if item.kind == Item.Kind.COMPLAINT and closed < now and (old or rng.random() < 0.85):
        outcome = say(*OUTCOMES[int(rng.integers(len(OUTCOMES)))])
        cause = desk.causes[int(rng.integers(len(desk.causes)))]
        told |= {"state": Item.State.CLOSED, "closed_at": closed, "outcome": outcome, "cause": cause}
    return told


def _promise(organisation: Organisation, item: Item, desk: Desk, now: datetime) -> FollowUp:
    due = due_of(item.urgency, item.at, DAYS_TO_ANSWER, desk.hours)
    closed = item.state == Item.State.CLOSED
    return FollowUp(
        organisation=organisation, about=item.target, item=item, customer=item.customer, owner=desk.agent,
        opened_at=item.at, due=due, overdue=not closed and due < now,
        state=FollowUp.State.CLOSED if closed else FollowUp.State.OPEN,
        **({"outcome": item.outcome, "cause": item.cause, "closed_at": item.closed_at} if closed else {}),
    )  # fmt: skip


def themes_of(organisation: Organisation) -> dict[str, Theme]:
    """The themes of the example by their codes."""
    return {each.code: each for each in Theme.objects.filter(organisation=organisation, code__in=THEMES)}
