"""Where the tables are: one expression, run by DuckDB, SQLite, PostgreSQL or Spark.

Expressions are Ibis; nothing here holds SQL for one engine.
"""

from centricity.engines.connect import Engine, connect
from centricity.engines.fetch import fetch
from centricity.engines.sources import Source, open_source

__all__ = ["Engine", "Source", "connect", "fetch", "open_source"]
