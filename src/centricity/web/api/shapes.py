"""From rows to what the API gives."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from centricity.web.api.schemas import Window

Shape = dict[str, Any]


def page(request: HttpRequest, rows: Any, window: Window, shape: Callable[[Any], Shape]) -> Shape:
    """A part of a list; ``rows`` is a query or a list."""
    total = len(rows) if isinstance(rows, list) else rows.count()
    end = window.offset + window.limit
    return {
        "total": total,
        "next": _next(request, end) if end < total else None,
        "items": [shape(row) for row in rows[window.offset : end]],
    }


def _next(request: HttpRequest, offset: int) -> str:
    asked: QueryDict = request.GET.copy()
    asked["offset"] = str(offset)
    return f"{request.path}?{asked.urlencode()}"


def both(row: Any, name: str) -> dict[str, str]:
    return {"ru": getattr(row, f"{name}_ru"), "en": getattr(row, f"{name}_en")}


def organisation(row: Any) -> Shape:
    return {"code": row.code, "name": both(row, "name")}


def study(opened: Any) -> Shape:
    row = opened.study
    return {
        "code": row.code, "organisation": row.organisation.code, "title": both(row, "title"),
        "openness": row.openness, "synthetic": row.synthetic, "right": opened.access.right.name.lower(),
        "results": _results(row.current, opened.audience) if row.current is not None and opened.reads else None,
    }  # fmt: skip


def _results(run: Any, audience: str) -> Shape:
    return {"audience": audience, "edition": run.edition.number, "method": run.method, "wave": run.wave,
            "version": run.version, "computed_at": run.computed_at}  # fmt: skip


def edition(row: Any) -> Shape:
    names = ("number", "sound", "files", "digest", "faults", "uploaded_at")
    return {name: getattr(row, name) for name in names}


def job(row: Any) -> Shape:
    names = ("id", "kind", "state", "step", "steps", "faults", "asked_at", "started_at", "ended_at")
    told = {name: getattr(row, name) for name in names}
    return told | {"study": row.target.removeprefix("study:"), "doing": both(row, "step")}


def subject(row: Any, audience: str) -> Shape:
    return {"subject": row.subject, "name": both(row, "name"), "audience": audience,
            "attributes": row.attributes, "scores": row.scores}  # fmt: skip


def explanation(row: Any, audience: str, trail: Sequence[Any]) -> Shape:
    return {"subject": row.subject, "name": both(row, "name"), "audience": audience,
            "trail": [above["code"] for above in trail[:-1]], "explained": _explained(trail[-1])}  # fmt: skip


def _explained(told: Any) -> Shape:
    return told | {
        "children": [_explained(child) for child in told["children"]],
        "answers": [{"level": level, "count": count} for level, count in told["answers"]],
    }


def group(row: Any) -> Shape:
    return {"grouping": row.grouping, "group": row.code, "title": both(row, "title"), "scores": row.scores}


def sections(rows: Any) -> list[Shape]:
    """Sections by anchor with their titles in both languages."""
    titles: dict[str, dict[str, str]] = {}
    for row in rows:
        titles.setdefault(row.anchor, {})[row.language] = row.title
    return [
        {"anchor": anchor, "title": {"ru": told.get("ru", ""), "en": told.get("en", "")}}
        for anchor, told in titles.items()
    ]


def drawn(rows: Any) -> Shape:
    """One section with its HTML in both languages."""
    html = {row.language: row.html for row in rows}
    (told,) = sections(rows)
    return told | {"html": {"ru": html.get("ru", ""), "en": html.get("en", "")}}


def webhook(row: Any) -> Shape:
    names = ("id", "url", "events", "reach", "scope", "created_at")
    return {name: getattr(row, name) for name in names}


def delivery(row: Any) -> Shape:
    names = ("id", "event", "state", "attempts", "status", "problem", "created_at", "tried_at", "next_at")
    return {name: getattr(row, name) for name in names}


def evidence(row: Any) -> Shape:
    names = ("kind", "title", "reference", "captured_at", "access", "tool", "human_checked", "numbers")
    return {"evidence": row.code} | {name: getattr(row, name) for name in names}


def evidence_file(row: Any) -> Shape:
    names = ("id", "name", "media_type", "size", "sha256", "access", "stored_at")
    return {name: getattr(row, name) for name in names}


def token(row: Any) -> Shape:
    names = ("id", "name", "scopes", "created_at", "expires_at", "last_used_on", "revoked_at")
    return {"begins": row.prefix} | {name: getattr(row, name) for name in names}


def grant(row: Any) -> Shape:
    return {name: getattr(row, name) for name in ("id", "role", "reach", "scope", "subject")}


def person(row: Any) -> Shape:
    return {
        "id": row.pk, "email": row.email, "name": row.name, "active": row.is_active,
        "demonstration": row.is_demonstration, "joined_at": row.date_joined,
        "grants": [grant(each) for each in row.grants.all()],
    }  # fmt: skip


def invitation(row: Any) -> Shape:
    names = ("id", "email", "role", "reach", "scope", "subject", "language", "invited_at", "expires_at")
    return {name: getattr(row, name) for name in names}


def entry(row: Any) -> Shape:
    names = ("number", "at", "actor", "action", "target", "before", "after", "address", "previous", "digest")
    return {name: getattr(row, name) for name in names}
