"""Every way to write a moment, held against Python's own reckoning, on three engines; Spark's module asks the same."""

import pytest
from engines_kit import assert_hours, assert_moments, moment_read


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"])
@pytest.mark.parametrize("tables", ["duckdb_tables", "sqlite_tables", "postgres_tables"])
def test_moments_are_read_as_python_reads_them(tables, zone, request):
    assert_moments(request.getfixturevalue(tables)["texts"]("moments"), zone)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"])
@pytest.mark.parametrize("tables", ["duckdb_tables", "sqlite_tables", "postgres_tables"])
def test_moments_of_an_engine_are_what_python_makes_of_them(tables, zone, request):
    assert_hours(request.getfixturevalue(tables)["typed"]("hours"), zone)


def test_the_hour_that_was_jumped_over_never_was():
    assert moment_read("2025-03-30 02:30", "Europe/Berlin") is None
    assert moment_read("2025-03-30 02:30", "UTC") is not None
    assert moment_read("2025-10-26 02:30:00", "Europe/Berlin") == 1_761_438_600  # the first of the two
