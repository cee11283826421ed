"""Surveys: what they came to, and answers to them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from centricity.client.calls import Calls, Told
from centricity.client.tables import figures_of

if TYPE_CHECKING:
    import polars as pl


class Surveys(Calls):
    """What is done with surveys every day."""

    def surveys(self, organisation: str) -> list[Told]:
        """Surveys of an organisation, the newest first."""
        return list(self.every("list_surveys", organisation=organisation))

    def survey_results(self, organisation: str, code: str) -> Told:
        """What a survey came to: ``items`` with their figures; ``sealed`` until an anonymous one is closed."""
        return self._one("get_survey_results", organisation=organisation, survey=code)

    def survey_table(self, organisation: str, code: str) -> "pl.DataFrame":
        """What a survey came to, a row for each question: ``n``, ``value`` and its interval from ``low`` to ``high``.

        A figure that is withheld, or not known, is null, and ``withheld`` says which.
        """
        rows = [
            each
            | {f"{name}_{language}": each[name][language] for name in ("text", "metric") for language in ("ru", "en")}
            for each in self.survey_results(organisation, code)["items"]
        ]
        return figures_of(rows, ("code", "text_ru", "text_en", "metric_ru", "metric_en"))

    def reach(self, organisation: str, code: str, **among: Any) -> Told:
        """How many customers a survey would reach now, and why not the others; nobody is asked.

        ``among`` a ``segment``, a segment ``by_rule``, a ``market``; ``quiet_days`` leave out whoever was asked lately.
        """
        return self._one("get_survey_reach", organisation=organisation, survey=code, **among)

    def ask(self, organisation: str, code: str, **among: Any) -> Told:
        """Send a survey by e-mail to those customers who may be asked, each once; ``among`` as of `reach`.

        Returns
        -------
        dict
            How many are ``asked``, and how many are not and why.
        """
        return self._one("ask_survey", organisation=organisation, survey=code, body=among)

    def answer(
        self,
        organisation: str,
        code: str,
        answers: Mapping[str, Any],
        *,
        channel: str,
        language: str = "ru",
        customer: str | None = None,
        id: str = "",  # noqa: A002  so it is called in the API
    ) -> Told:
        """Bring a whole answer to a survey.

        Parameters
        ----------
        answers
            By the code of the question.
        channel
            How it was given: ``phone``, ``email``, ``app``...
        customer
            Code of the customer; never of an anonymous survey.
        id
            Your own name of the answer: under one it is taken once, however often it is sent.

        Raises
        ------
        RefusedError
            With every answer that will not do, its question in ``place.key``.
        """
        told = {"answers": dict(answers), "channel": channel, "language": language, "customer": customer, "id": id}
        return self._one("take_response", organisation=organisation, survey=code, body=told)
