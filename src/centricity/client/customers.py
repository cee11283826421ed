"""Customers, what happened with them, and segments."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from centricity.client.bringing import customers_of, key_columns
from centricity.client.calls import Calls, Told
from centricity.client.refusals import RefusedError

if TYPE_CHECKING:
    import polars as pl


class Customers(Calls):
    """What is done with customers every day."""

    def customers(self, organisation: str, **only: str) -> list[Told]:
        """Customers by name; ``only`` of a ``segment`` by rule, a ``market``, a ``key_kind`` and ``key_value``."""
        return list(self.every("list_customers", organisation=organisation, **only))

    def customers_table(self, organisation: str, **only: str) -> "pl.DataFrame":
        """Customers by name as a table, its ``keys`` a list; ``only`` as of `customers`."""
        return self.table("list_customers", organisation=organisation, **only)

    def customer(self, organisation: str, code: str) -> Told:
        """One customer, with the ``etag`` that a change needs."""
        found = self._one("get_customer", organisation=organisation, customer=code)
        found["etag"] = found.etag
        return found

    def add_customer(self, organisation: str, **facts: Any) -> Told:
        """Add a customer: ``name``, ``kind``, ``keys``... A key of another customer is refused with 409."""
        return self._one("create_customer", organisation=organisation, body=facts)

    def import_customers(
        self, organisation: str, table: "pl.DataFrame", *, keys: Sequence[str] = (), fields: Sequence[str] = ()
    ) -> "pl.DataFrame":
        """Add customers of a table, one by one; those whose key is known already are left as they are.

        Parameters
        ----------
        table
            Its columns are facts such as ``name``, ``market``, ``consent`` and ``joined``; null is left out.
        keys
            Columns that customers are known by; ``email`` and ``phone`` where none is named.
        fields
            Columns of your own that are kept with the customer.

        Returns
        -------
        DataFrame
            For each ``row``, counted from one, its ``state`` (``added``, ``known`` or ``refused``), the ``code`` of one
            that was added, and the ``problem`` of one that was not.

        Raises
        ------
        MisuseError
            With everything that is wrong with the columns; nothing was sent.
        RefusedError
            Where the platform takes no customers at all.
        """
        import polars as pl

        known = (self._operation("create_customer").body or {}).get("properties", {})
        people = customers_of(table, key_columns(table, keys), fields, known)
        done = [{"row": at} | self._brought(organisation, each) for at, each in enumerate(people, 1)]
        return pl.DataFrame(done, schema={"row": pl.Int64} | dict.fromkeys(("state", "code", "problem"), pl.String))

    def _brought(self, organisation: str, facts: Mapping[str, Any]) -> Told:
        """What became of a customer of a table."""
        try:
            made = self._one("create_customer", organisation=organisation, body=facts)
        except RefusedError as error:
            if error.status not in {409, 422}:
                raise
            state = "known" if error.faults[0].code == "web.customer_key_taken" else "refused"
            return {"state": state, "code": None, "problem": str(error)}
        return {"state": "added", "code": made["code"], "problem": None}

    def change_customer(self, organisation: str, code: str, etag: str, **facts: Any) -> Told:
        """Change what is named of a customer; where it is no more as ``etag`` names it, refused with 412."""
        return self._one("change_customer", organisation=organisation, customer=code, expected=etag, body=facts)

    def interactions(self, organisation: str, code: str) -> list[Told]:
        """What happened with a customer, the newest first."""
        return list(self.every("list_interactions", organisation=organisation, customer=code))

    def add_interaction(self, organisation: str, code: str, kind: str, **facts: Any) -> Told:
        """Keep what happened with a customer; under one ``number`` it is kept once, however often it is sent."""
        return self._one("add_interaction", organisation=organisation, customer=code, body={"kind": kind} | facts)

    def segments(self, organisation: str) -> list[Told]:
        """Segments by rule, with how many customers fit each now."""
        return list(self.every("list_segments", organisation=organisation))

    def members(self, organisation: str, segment: str) -> list[Told]:
        """Customers who fit a segment now."""
        return list(self.every("list_members", organisation=organisation, segment=segment))
