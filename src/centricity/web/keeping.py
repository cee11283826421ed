"""What was made once is kept until what it was made of changes."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Things made, by what they are of and by a stamp that changes with it; a process keeps so many at most."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, Made] = {}

    def known(self, key: Hashable) -> Made | None:
        """The thing of a key, where it is kept."""
        return self._made.get(key)

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The thing of a key, made now where it is not kept."""
        found = self._made.get(key)
        if found is None:
            found = make()
            if len(self._made) >= self._most:
                self._made.clear()
            self._made[key] = found
        return found
