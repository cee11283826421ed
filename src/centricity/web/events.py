"""What happens on the platform, told to whoever listens: the apps that tell know nothing of those that listen."""

from collections.abc import Callable
from typing import Any

Listener = Callable[[str, str, dict[str, Any]], None]

LISTENERS: list[Listener] = []
"""Apps that listen add themselves when they are ready."""


def tell(event: str, target: str, **facts: Any) -> None:
    """Tell within the transaction of what happened: a listener's rows stand or fall with it."""
    for listener in LISTENERS:
        listener(event, target, facts)
