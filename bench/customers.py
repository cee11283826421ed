"""Times an import of customers on one process: ``python bench/customers.py [rows]``.

The file is made first, with three keys of every customer, in Russian words, and imported into a fresh platform.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

ROWS = 1_000_000


def contacts(rows: int) -> bytes:
    i = pl.col("i")
    digits = i.cast(pl.String).str.zfill(9)
    frame = pl.DataFrame({"i": pl.int_range(rows, eager=True)}).select(
        pl.format("C{}", i).alias("crm id"),
        pl.format("Клиент {} {}", i * 7_919 % 1_000_003, i).alias("ФИО"),
        pl.format("User{}@Example.org", i * 104_729 % 1_000_003 + i // 1_000_003 * 10_000_000).alias("E-mail"),
        pl.format("8 (9{}) {}-{}", digits.str.slice(0, 2), digits.str.slice(2, 3), digits.str.slice(5)).alias(
            "Телефон"
        ),
        pl.lit("B2C").alias("Рынок"),
        pl.format("s{}", i % 7).alias("Сегмент"),
        pl.when(i % 3 == 0).then(pl.lit("да")).alias("Согласие"),
        pl.lit("01.02.2026").alias("Дата согласия"),
        pl.format("Город {}", i % 100).alias("Город"),
    )
    return frame.write_csv(separator=";").encode()


def timed(organisation: Any, content: bytes, title: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from centricity.web.audit.services import SYSTEM
    from centricity.web.customers.columns import Chosen
    from centricity.web.customers.imports import import_ask, import_start, job_of
    from centricity.web.jobs.services import do_job

    began = time.perf_counter()
    made = import_start(organisation, "contacts", SimpleUploadedFile("people.csv", content), SYSTEM)
    kept, busy = time.perf_counter(), time.process_time()
    chosen = [Chosen(**each) for each in made.mapping["columns"]]
    job = import_ask(made, chosen, made.version, SYSTEM, leave_out=False, add_unknown=False)
    do_job.call(str(job.pk))
    ended, busy = time.perf_counter(), time.process_time() - busy
    made.refresh_from_db()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{title}: kept in {kept - began:.1f} s, peak {peak} MiB, {made.counts}")
    print(f"{title}: imported in {ended - kept:.1f} s, {busy:.1f} s of processor")
    if made.state != "done":
        print(made.faults[:3], job_of(made).faults)


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="centricity-bench-"))
    os.environ |= {"CENTRICITY_HOME": str(home), "CENTRICITY_LOCAL": "1"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centricity.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from centricity.web.people.services import organisation_create

    acme = organisation_create("acme", "Акме", "Acme")
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    content = contacts(rows)
    print(f"{rows} rows, {len(content) >> 20} MiB")
    timed(acme, content, "new")
    timed(acme, content, "as they were")
    print(f"database {(home / 'centricity.sqlite3').stat().st_size >> 20} MiB")


if __name__ == "__main__":
    main()
