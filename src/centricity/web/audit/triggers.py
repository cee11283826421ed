"""The database itself refuses to change, delete or replace an entry of the audit log."""

from typing import Any

NAMES = ("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_no_third")
REFUSAL = "audit entries are never changed"

_SQLITE = f"""
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;
CREATE TRIGGER audit_entry_no_third BEFORE INSERT ON audit_entry
WHEN EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number OR digest = NEW.digest)
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;
"""  # noqa: S608  no text from outside
"""SQLite's INSERT OR REPLACE deletes without asking the trigger of DELETE, so inserts are asked too."""

_POSTGRESQL = f"""
CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
CREATE TRIGGER audit_entry_no_third BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_entry_refuse();
"""


def lay(connection: Any) -> None:
    """Put the triggers up."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in _SQLITE.split("END;")[:-1]:
                cursor.execute(statement + "END")
        else:
            cursor.execute(_POSTGRESQL)


def lift(connection: Any) -> None:
    """Take the triggers down: a migration backwards, and the tests between two of them, need it."""
    with connection.cursor() as cursor:
        for name in NAMES:
            where = "" if connection.vendor == "sqlite" else " ON audit_entry"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS audit_entry_refuse()")


def standing(connection: Any) -> bool:
    """Whether all triggers stand and are switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND tgenabled IN ('O', 'A')"
            )
        return {row[0] for row in cursor.fetchall()} >= set(NAMES)
