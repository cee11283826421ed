"""Files in which whoever runs the platform lists what it connects to: providers, warehouses, mailboxes."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from centricity.errors import Fault, MisuseError
from centricity.methods.part import Part
from centricity.methods.validate import validate
from centricity.methods.yaml_file import YamlFile, is_file, read_yaml

Each = TypeVar("Each", bound=Part)
Whole = TypeVar("Whole", bound=Part)


def read_listed(
    path: Path,
    whole: type[Whole],
    listed: Callable[[Whole], list[Each]],
    wrong: Callable[[Each, int, list[Each], YamlFile], list[Fault]],
) -> list[Each]:
    """Read a file that lists things; ``wrong`` finds what its shape alone does not tell.

    Raises
    ------
    MisuseError
        With all faults of the file.
    """
    if not is_file(path):
        raise MisuseError([Fault("file.missing", fields={"file": str(path)})])
    file = read_yaml(path, path.name)
    made = validate(whole, file)
    if made.model is None or made.faults:
        raise MisuseError(made.faults)
    found = listed(made.model)
    faults = [fault for at, each in enumerate(found) for fault in wrong(each, at, found, file)]
    if faults:
        raise MisuseError(faults)
    return found
