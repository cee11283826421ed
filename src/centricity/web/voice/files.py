"""A survey as a file that somebody brings: every fault of it in its place."""

import tempfile
from pathlib import Path
from typing import Any

from centricity.errors import Fault, Place
from centricity.methods.yaml_file import MAX_BYTES
from centricity.surveys.catalogue import inspect_survey


def draft_of(upload: Any) -> tuple[dict[str, Any], list[Fault]]:
    """The content of a file, and everything that is wrong with it; with faults there is no draft."""
    name = Path(str(upload.name)).name[:100]
    if upload.size > MAX_BYTES:
        return {}, [Fault("yaml.too_large", Place(name), {"limit": MAX_BYTES})]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.yaml"
        path.write_bytes(upload.read())
        _, file, faults = inspect_survey(path, name)
    return (file.content, []) if not faults else ({}, faults)
