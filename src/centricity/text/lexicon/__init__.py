"""Word lists of the room, as data: what a theme sounds like, what courtesy sounds like, who is a person."""

from functools import cache
from pathlib import Path
from typing import Any

from centricity.errors import FaultsError
from centricity.methods.yaml_file import read_yaml

FOLDER = Path(__file__).parent


@cache
def lexicon(name: str) -> Any:
    """Read one of the lists that ship with the room.

    Raises
    ------
    FaultsError
        Where the file is not there or is no YAML.
    """
    file = read_yaml(FOLDER / f"{name}.yaml")
    if file.faults:
        raise FaultsError(file.faults)
    return file.content
