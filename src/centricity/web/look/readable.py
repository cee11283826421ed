"""Which addresses can be read: others only take forms, and whoever is sent there would find nothing."""

import inspect
from collections.abc import Callable
from typing import Any

from django.urls import Resolver404, resolve


def nearest(path: str) -> str:
    """The path, or where it only takes forms the nearest one above it at which there is something to read."""
    if _takes(path) != "forms":
        return path
    while path.strip("/") and _takes(path) != "readers":
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _takes(path: str) -> str:
    try:
        methods = _methods(resolve(path).func)
    except Resolver404:
        return "nobody"
    return "readers" if methods is None or "GET" in methods else "forms"


def _methods(view: Callable[..., Any] | None) -> list[str] | None:
    """The methods that a view is limited to by a decorator of Django; None where it is not."""
    while inspect.isfunction(view):
        told: list[str] | None = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if told is not None:
            return told
        view = getattr(view, "__wrapped__", None)
    return None
