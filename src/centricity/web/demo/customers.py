"""Customers of the example company, with their orders and requests, brought in as files as anybody would."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO

import numpy as np
import polars as pl
from django.core.files.uploadedfile import InMemoryUploadedFile

from centricity.cli.words import say
from centricity.language import Language
from centricity.web.audit.services import SYSTEM
from centricity.web.columns.chosen import told_columns
from centricity.web.customers.imports import import_ask, import_start
from centricity.web.customers.models import Import
from centricity.web.demo.tables import CHANNELS, names, segment, table
from centricity.web.jobs.services import do_job
from centricity.web.people.models import Organisation

SYSTEM_NAME = "crm"
_CONTACTS = {
    "number": f"number:{SYSTEM_NAME}", "email": "email", "name": "name", "kind": "kind", "market": "market",
    "segment": "segment", "language": "language", "channel": "channel", "consent": "consent",
    "consent_at": "consent_at", "consent_source": "consent_source", "joined": "joined", "left": "left",
    "city": f"own:{say('Город', 'City')}", "reason": f"own:{say('Почему ушёл', 'Why they left')}",
}  # fmt: skip
_ORDERS = {"number": f"number:{SYSTEM_NAME}", "order": "id", "at": "at", "amount": "amount", "channel": "channel"}
_REQUESTS = {
    "number": f"number:{SYSTEM_NAME}", "event": "event", "request": "id", "at": "at", "channel": "channel",
    "robot": "robot", "handed_over": "handed_over",
}  # fmt: skip


def customers_lay(organisation: Organisation, today: date, language: Language) -> None:
    """Bring in customers, orders and requests, each file that was not brought in yet."""
    people = customers_of(today, language)
    done = Import.objects.filter(organisation=organisation, state=Import.State.DONE, by=SYSTEM.name)
    known = set(done.values_list("holds", flat=True))
    for holds, frame, columns in (
        ("contacts", people, _CONTACTS),
        ("orders", _orders(people, today), _ORDERS),
        ("interactions", _requests(people, today), _REQUESTS),
    ):
        if holds not in known:
            _bring(organisation, holds, frame, columns)


def _bring(organisation: Organisation, holds: str, frame: pl.DataFrame, columns: Mapping[str, str]) -> None:
    """Import a table by a file, here and now."""
    content = frame.select(list(columns)).write_csv(datetime_format="%Y-%m-%d %H:%M:%S").encode()
    name = f"{holds}.csv"
    upload = InMemoryUploadedFile(BytesIO(content), None, name, "text/csv", len(content), "utf-8")
    made = import_start(organisation, holds, upload, SYSTEM)
    job = import_ask(made, told_columns(made.columns, columns), 0, SYSTEM, leave_out=False, add_unknown=False)
    do_job.call(str(job.pk))
    made.refresh_from_db()
    if made.state != made.State.DONE:
        raise RuntimeError(f"{name}: {made.faults}")


def customers_of(today: date, language: Language) -> pl.DataFrame:
    """Customers with names, addresses that lead nowhere, and what is known of them."""
    frame, rng = table("customers", today), np.random.default_rng(7)
    n = frame.height
    business = (frame["segment"] == "business").to_list()
    consent = rng.choice(["given", "withdrawn", "unknown"], n, p=[0.78, 0.04, 0.18]).tolist()
    channel = rng.choice(["email", "phone", "messenger", "app", ""], n, p=[0.35, 0.2, 0.15, 0.15, 0.15]).tolist()
    contract, cities = say("договор", "contract"), _cities()
    return frame.with_columns(
        pl.col("customer").alias("number"),
        pl.col("customer").str.to_lowercase().add("@example.org").alias("email"),
        pl.Series("name", list(_names(business, rng, language))),
        pl.Series("kind", ["company" if each else "person" for each in business]),
        pl.Series("market", ["B2B" if each else "B2C" for each in business]),
        pl.col("segment").map_elements(segment, pl.String).alias("segment"),
        pl.lit(language).alias("language"),
        pl.Series("channel", channel),
        pl.Series("consent", consent),
        pl.Series("city", rng.choice(cities, n).tolist()),
        joined=pl.col("joined").dt.date(),
        left=pl.col("left").dt.date(),
    ).with_columns(
        consent_at=pl.when(pl.col("consent") != "unknown").then("joined"),
        consent_source=pl.when(pl.col("consent") != "unknown").then(pl.lit(contract)),
    )


def _cities() -> list[str]:
    return [say("Москва", "Moscow"), say("Казань", "Kazan"), say("Пермь", "Perm"), say("Омск", "Omsk")]


def _names(business: Iterable[bool], rng: np.random.Generator, language: Language) -> Iterable[str]:
    known = {group: told[language] for group, told in names().items()}

    def one_of(group: Sequence[str]) -> str:
        return str(group[int(rng.integers(len(group)))])

    for number, company in enumerate(business):
        if company:
            yield f"{one_of(known['companies'])} {number}"
        else:
            yield f"{one_of(known['women'] if number % 2 else known['men'])} {one_of(known['families'])}"


def _within(frame: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """What happened while its customer was one."""
    known = frame.join(people.select("customer", "number", "joined", "left"), on="customer", how="inner")
    day = pl.col("at").dt.date()
    return known.filter((day >= pl.col("joined")) & (pl.col("left").is_null() | (day <= pl.col("left"))))


def _orders(people: pl.DataFrame, today: date) -> pl.DataFrame:
    return _within(table("orders", today), people).with_columns(pl.col("channel").replace_strict(CHANNELS))


def _requests(people: pl.DataFrame, today: date) -> pl.DataFrame:
    """Requests as contacts of customers; some of them begun with the assistant."""
    frame = _within(table("requests", today).with_columns(at="created"), people)
    return frame.with_columns(
        pl.lit("contact").alias("event"), pl.col("channel").replace_strict(CHANNELS),
        pl.col("assistant").alias("robot"),
        handed_over=pl.when(pl.col("assistant") == "yes").then("handed_over"),
    )  # fmt: skip
