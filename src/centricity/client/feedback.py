"""What customers said by themselves."""

from typing import TYPE_CHECKING

from centricity.client.calls import Calls, Told

if TYPE_CHECKING:
    import polars as pl


class Feedback(Calls):
    """What is done with feedback every day."""

    def feedback(self, organisation: str, **only: str) -> "pl.DataFrame":
        """Feedback as a table, the newest first; ``only`` of a ``state`` or a ``kind``."""
        return self.table("list_feedback", organisation=organisation, **only)

    def answer_feedback(
        self, organisation: str, item: str, text: str, channel: str, *, send: bool = False, reason: str = ""
    ) -> Told:
        """Keep what was answered to a message, its ``id`` in `feedback`; ``send`` sends it by e-mail.

        A ``reason`` is needed where the customer prefers another channel, or took back the consent to be contacted.

        Raises
        ------
        RefusedError
            Where the platform refuses; with 412 where the message was changed meanwhile.
        """
        read = self._one("get_feedback", organisation=organisation, item=item)
        told = {"text": text, "channel": channel, "send": send} | ({"reason": reason} if reason else {})
        return self._one("answer_feedback", organisation=organisation, item=item, expected=read, body=told)
