"""What a column of a file may hold, which words it may say, and what its header makes likely."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from centricity.web.columns.chosen import NAMED, NUMBER, OWN, SKIP, Chosen
from centricity.web.customers.keys import EMAIL, PHONE

__all__ = ["NAMED", "NUMBER", "OWN", "SKIP", "Chosen"]

CONTACTS, ORDERS, INTERACTIONS = "contacts", "orders", "interactions"
"""What a file may hold, as `Import.Holds` says it."""

YES = ("yes", "true", "1", "y", "да", "истина", "д", "+")
NO = ("no", "false", "0", "n", "нет", "ложь", "н", "-")
_CHANNELS = {
    "email": ("e-mail", "mail", "эл. почта", "электронная почта", "почта e-mail", "имейл"),
    "phone": ("call", "tel", "телефон", "звонок"),
    "sms": ("смс",),
    "messenger": ("мессенджер", "whatsapp", "telegram", "max", "viber"),
    "app": ("приложение", "мобильное приложение"),
    "web": ("site", "website", "сайт", "веб"),
    "social": ("social network", "соцсеть", "социальная сеть"),
    "post": ("почта", "письмо"),
    "office": ("in person", "branch", "лично", "офис", "отделение", "магазин"),
}
WORDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "kind": {
        "person": ("individual", "человек", "физлицо", "физическое лицо", "частное лицо"),
        "company": ("organisation", "organization", "компания", "юрлицо", "юридическое лицо", "организация"),
        "department": ("отдел", "подразделение"),
    },
    "market": {"B2B": (), "B2C": (), "B2G": (), "B2E": ()},
    "language": {"ru": ("russian", "русский", "рус"), "en": ("english", "английский", "англ")},
    "channel": _CHANNELS,
    "consent": {
        "given": (*YES, "дано", "согласен", "есть"),
        "withdrawn": (*NO, "отозвано", "отказ", "не согласен"),
        "unknown": ("not asked", "неизвестно", "не спрашивали"),
    },
    "do_not_contact": {"true": YES[:1] + YES[2:], "false": NO[:1] + NO[2:]},
    "outgoing": {"true": (*YES[:1], *YES[2:], "out", "исходящий", "исходящее"),
                 "false": (*NO[:1], *NO[2:], "in", "входящий", "входящее")},
    "robot": {"true": (*YES[:1], *YES[2:], "bot", "robot", "assistant", "бот", "робот", "ассистент"),
              "false": (*NO[:1], *NO[2:], "person", "human", "agent", "человек", "оператор", "сотрудник")},
    "handed_over": {"true": (*YES[:1], *YES[2:], "handed over", "escalated", "передано", "передан", "переведён"),
                    "false": (*NO[:1], *NO[2:], "contained", "не передано", "завершено")},
    "event": {
        "order": ("purchase", "заказ", "покупка"), "contact": ("контакт", "обращение"), "call": ("звонок",),
        "visit": ("визит", "посещение"), "answer": ("ответ",), "feedback": ("отзыв", "жалоба", "complaint", "review"),
        "request": ("запрос", "заявка", "ticket"),
    },
}  # fmt: skip
LONGEST = {"name": 200, "segment": 80, "consent_source": 200, OWN: 1_000, "text": 10_000, "id": 200, "about": 120}
DAYS, MOMENTS, AMOUNTS = ("joined", "left", "consent_at"), ("at",), ("amount",)

_KEY_LABELS = {EMAIL: _("e-mail (key)"), PHONE: _("phone (key)"), NUMBER: _("number in a system (key)")}
_FACT_LABELS = {
    "name": _("name"), "kind": _("kind"), "market": _("market"), "segment": _("segment"), "language": _("language"),
    "channel": _("preferred channel"), "do_not_contact": _("do not contact"), "consent": _("consent to be asked"),
    "consent_at": _("date of the consent"), "consent_source": _("source of the consent"),
    "joined": _("customer since"), "left": _("left on"), OWN: _("own field"),
}  # fmt: skip
_ORDER_LABELS = {
    "id": _("number of the order"), "at": _("when"), "amount": _("amount"), "text": _("what was ordered"),
    "channel": _("channel"),
}  # fmt: skip
_EVENT_LABELS = {
    "event": _("what happened"), "id": _("number of the interaction"), "at": _("when"), "channel": _("channel"),
    "outgoing": _("from us"), "amount": _("amount"), "text": _("text"), "about": _("what it was about"),
    "robot": _("begun with the assistant"), "handed_over": _("handed over to a person"),
}  # fmt: skip
LABELS: Mapping[str, Mapping[str, Any]] = {
    CONTACTS: _KEY_LABELS | _FACT_LABELS,
    ORDERS: _KEY_LABELS | _ORDER_LABELS,
    INTERACTIONS: _KEY_LABELS | _EVENT_LABELS,
}
NEEDED: Mapping[str, Sequence[str]] = {
    CONTACTS: (),
    ORDERS: ("at",),
    INTERACTIONS: ("event", "at"),
}
