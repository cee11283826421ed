"""Warehouses that organisations may read, from the file that CENTRICITY_WAREHOUSES names."""

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from centricity.errors import Fault
from centricity.language import Text
from centricity.methods.part import Part
from centricity.methods.yaml_file import YamlFile
from centricity.web.listed import read_listed

Code = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9-]{0,38}[a-z0-9]$")]
Url = Annotated[str, Field(strict=True, pattern=r"^(duckdb|sqlite|postgres|postgresql|spark)://\S*$", max_length=500)]
SECRET = "{secret}"  # noqa: S105  a place for one


class Warehouse(Part):
    """Tables outside the platform, which it reads and never writes.

    Attributes
    ----------
    organisations
        Codes of those who may read it.
    engine
        URL of the engine; ``{secret}`` in it stands for what ``secret_env`` holds.
    folder
        Folder whose files are the tables, for engines that read files; without one the tables are the engine's.
    """

    code: Code
    title: Text
    organisations: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    engine: Url
    secret_env: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    folder: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None

    @property
    def url(self) -> str:
        """The URL with its secret."""
        return self.engine.replace(SECRET, quote(os.environ.get(self.secret_env or "", ""), safe=""))


class WarehousesFile(Part):
    """The file: a list of warehouses."""

    warehouses: Annotated[list[Warehouse], Field(min_length=1)]


def read_warehouses(path: Path) -> list[Warehouse]:
    """Read the file of warehouses.

    Raises
    ------
    MisuseError
        With all faults of the file.
    """
    return read_listed(path, WarehousesFile, lambda file: file.warehouses, _wrong)


def _wrong(told: Warehouse, at: int, whole: list[Warehouse], file: YamlFile) -> list[Fault]:
    faults = []
    if told.code in [each.code for each in whole[:at]]:
        faults.append(Fault("warehouse.twice", file.place(("warehouses", at, "code")), {"code": told.code}))
    if told.secret_env and not os.environ.get(told.secret_env):
        place = file.place(("warehouses", at, "secret_env"))
        faults.append(Fault("warehouse.no_secret", place, {"name": told.secret_env}))
    if told.folder and not Path(told.folder).is_dir():
        faults.append(Fault("warehouse.no_folder", file.place(("warehouses", at, "folder")), {"folder": told.folder}))
    if told.folder and not told.engine.startswith(("duckdb://", "spark://")):
        faults.append(Fault("warehouse.reads_no_files", file.place(("warehouses", at, "folder")), {"code": told.code}))
    return faults
