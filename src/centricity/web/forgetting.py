"""What is erased is erased on the disk too: SQLite's journal would hold it until others have written over it."""

from django.db import connection, transaction

WAIT = 2_000
"""So many milliseconds readers of the old state are waited for; who reads longer leaves it to the next erasure."""


def forget_on_disk() -> None:
    """Empty the journal of SQLite once the transaction is kept; pages it frees are overwritten (``secure_delete``).

    What was erased is erased where this fails, too: that is logged, and the next erasure empties the journal.
    """
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty, robust=True)


def _empty() -> None:
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {WAIT}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
