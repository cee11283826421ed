"""How a CSV file is declared to be written: nothing of it is guessed."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class CsvFormat(BaseModel):
    """How CSV files are written; the default is UTF-8, comma, decimal point."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoding: Literal["utf-8", "cp1251", "koi8-r", "utf-16"] = "utf-8"
    separator: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
