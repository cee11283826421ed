"""Where customers come from, as those know it who store them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from centricity.web.customers.columns import Chosen


@dataclass(frozen=True)
class Source:
    """Where customers come from: whose they are, what its columns hold, its name, the moment of its import."""

    organisation: int
    chosen: Sequence[Chosen]
    name: str
    at: datetime

    @property
    def keys(self) -> dict[str, str]:
        """Kinds of keys by the codes of their columns."""
        return {each.code: each.key for each in self.chosen if each.key}

    @property
    def facts(self) -> list[str]:
        return [each.code for each in self.chosen if each.target and not each.key]

    @property
    def own(self) -> dict[str, str]:
        """Names of own fields by the codes of their columns."""
        return {each.code: each.name.strip() for each in self.chosen if each.code.startswith("own ")}
