"""The bundled methods and how a method is found, by id or by file."""

import math
from functools import cache
from importlib import resources
from pathlib import Path

from centricity.errors import Fault, MethodError, MisuseError, Place
from centricity.methods.check import check_method, without_consequences
from centricity.methods.model import Method
from centricity.methods.validate import validate
from centricity.methods.yaml_file import YamlFile, is_file, read_yaml


def method_ids() -> list[str]:
    """Ids of the bundled methods, sorted."""
    return sorted(Path(entry.name).stem for entry in _folder().iterdir() if entry.name.endswith(".yaml"))


def read_method(path: Path, name: str | None = None) -> Method:
    """Read a method file.

    Raises
    ------
    MethodError
        With every fault of the file: syntax, schema and meaning.
    """
    method, _, faults = inspect_method(path, name)
    if faults or method is None:
        raise MethodError(faults)
    return method


def inspect_method(path: Path, name: str | None = None) -> tuple[Method | None, YamlFile, list[Fault]]:
    """Read a method file as far as it goes: the method where there is one, the file, and all faults."""
    file = read_yaml(path, name)
    validated = validate(Method, file)
    faults = list(validated.faults)
    if validated.model is not None:
        faults += without_consequences(check_method(validated.model, file), faults)
    return validated.model, file, sorted(faults, key=lambda fault: fault.place.line or math.inf)


def bundled_method(method_id: str) -> Method:
    """Return a bundled method by its id.

    Raises
    ------
    MisuseError
        Where there is no such method; the message lists those there are.
    """
    if method_id not in method_ids():
        fields = {"name": method_id, "known": ", ".join(method_ids())}
        raise MisuseError([Fault("method.unknown", Place(), fields)])
    return _bundled(method_id)


@cache
def _bundled(method_id: str) -> Method:
    """Read a bundled method once: it is frozen, and every study and many pages ask for it."""
    with resources.as_file(_folder() / f"{method_id}.yaml") as path:
        return read_method(path)


def find_method(name: str, beside: Path | None = None) -> Method:
    """Find a method by bundled id, or by the path of a file (relative to ``beside``)."""
    if name.endswith((".yaml", ".yml")):
        path = (beside or Path()) / name
        if not is_file(path):
            raise MisuseError([Fault("file.missing", Place(), {"file": name})])
        return read_method(path, name)
    return bundled_method(name)


def _folder() -> resources.abc.Traversable:
    return resources.files(__name__)
