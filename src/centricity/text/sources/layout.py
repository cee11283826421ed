"""Which key of a foreign record holds which column of a document: as told, or by its usual names."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

USUAL: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "review_text", "review", "comment", "message", "post", "full_text", "sentence",
             "description", "текст", "текст отзыва", "отзыв", "комментарий", "сообщение", "содержание"),
    "title": ("title", "headline", "subject", "заголовок", "тема", "название"),
    "url": ("url", "link", "href", "permalink", "ссылка", "адрес"),
    "source": ("source", "outlet", "platform", "site", "источник", "площадка", "сайт"),
    "source_kind": ("source_kind",),
    "language": ("language", "lang", "язык"),
    "published_at": ("published_at", "published", "date_published", "publication_date", "pubdate", "created_at",
                     "datetime", "date", "timestamp", "created", "time", "дата публикации", "дата"),
    "captured_at": ("captured_at", "fetched_at", "crawled_at", "collected_at", "дата сбора"),
    "answered_at": ("answered_at", "replied_at", "reply_at", "responded_at", "response_at", "answer_date", "reply_date",
                    "response_date", "date_answered", "owner_answer_date", "дата ответа", "дата ответа компании",
                    "ответ опубликован"),
    "rating": ("rating", "stars", "grade", "оценка", "рейтинг", "звезды", "звёзды"),
    "about": ("about", "company", "brand", "organization", "организация", "компания"),
    "author": ("author", "user", "username", "user_name", "автор", "пользователь"),
    "paid": ("paid", "sponsored", "is_ad", "реклама"),
    "turns": ("turns", "utterances", "segments", "реплики"),
}  # fmt: skip
"""Usual names of columns, the surest first."""


def layout(keys: Sequence[str], told: Mapping[Any, str]) -> dict[str, str]:
    """Find the key of each column; what is told goes before what is usual, and a key serves once."""
    return dict(_layout(tuple(keys), tuple(told.items())))


@lru_cache(1_000)
def _layout(keys: tuple[str, ...], told: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    small: dict[str, str] = {}
    for key in keys:
        small.setdefault(key.strip().lower(), key)
    found: dict[str, str] = {column: key for column, key in told if key in keys}
    for column, names in USUAL.items():
        if column not in dict(told):
            usual = next((small[name] for name in names if name in small and small[name] not in found.values()), None)
            found |= {} if usual is None else {column: usual}
    return tuple(found.items())
