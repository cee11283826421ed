"""Which files belong to the rows, and whether one was rightly removed since these were read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from centricity.web.customers.models import Import
from centricity.web.customers.reading import path_of as import_path
from centricity.web.files.models import StoredFile
from centricity.web.research.models import Edition, Run

IMPORTS = "imports"
OWNERS: dict[str, Any] = {IMPORTS: Import, "editions": Edition, "results": Run, "files": StoredFile}
"""Whose rows name what lies in a folder; files of imports come first, for they go away when they are taken in."""
FOLDERS = tuple(OWNERS)
"""Folders of the home that belong to the rows; the secret key is not among them, nor what can be made again."""


@dataclass(frozen=True)
class Named:
    """What rows of one moment name: the files that must be there, and by folder whose others may lie there."""

    files: frozenset[str]
    keys: dict[str, set[str]] = field(default_factory=dict)


def named() -> Named:
    """What the rows name; of imports the files that are being taken in, for others are forgotten in time."""
    keys = {folder: {str(key) for key in _all(model)} for folder, model in OWNERS.items()}
    return Named(frozenset(_named()), keys)


def _all(model: Any) -> Iterable[Any]:
    return model.objects.values_list("pk", flat=True).iterator()


def _named() -> Iterator[str]:
    for made in Import.objects.filter(state=Import.State.ASKED).only("pk", "name"):
        yield f"{IMPORTS}/{import_path(made).name}"
    for folder, model in (("editions", Edition), ("results", Run)):
        for key, names in model.objects.values_list("pk", "files").iterator():
            yield from (f"{folder}/{key}/{name}" for name in names)
    yield from (f"files/{key}" for key in _all(StoredFile))


def files_of(known: Named) -> Iterator[tuple[str, Path]]:
    """Files that rows name, and what lies beside them; what came later, and drafts, stay out."""
    home = Path(settings.HOME)
    for folder in FOLDERS:
        lying = {"/".join(path.relative_to(home).parts) for path in _lying(home / folder, known.keys[folder])}
        must = {name for name in known.files if name.startswith(f"{folder}/")}
        yield from ((name, home / name) for name in sorted(lying | must))


def _lying(folder: Path, keys: set[str]) -> Iterator[Path]:
    for path in folder.rglob("*") if folder.is_dir() else ():
        key, _dot, ending = path.relative_to(folder).parts[0].partition(".")
        if key in keys and not ending.endswith("draft") and path.is_file() and not path.is_symlink():
            yield path


def is_removed(name: str) -> bool:
    """Whether no row needs a file any more, as the database stands now."""
    folder, part, *_rest = name.split("/")
    rows = OWNERS[folder].objects.filter(pk=part.partition(".")[0])
    if folder == IMPORTS:
        rows = rows.filter(state=Import.State.ASKED)
    return not rows.exists()
