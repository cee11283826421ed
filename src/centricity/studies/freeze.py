from pathlib import Path

import yaml

from centricity.errors import Fault, MisuseError, Place
from centricity.studies.result import Result
from centricity.tables.write import write_whole


def write_cuts(result: Result, file: Path) -> None:
    """Write the percentile cuts of the study's wave, for ``cuts:`` in the study of the next wave.

    Raises
    ------
    MisuseError
        Where the method has no percentile rubric that met raw values, or the file cannot be written.
    """
    cuts = result.wave.build.cuts
    if not cuts:
        raise MisuseError([Fault("study.nothing_frozen", Place(result.study.name))])
    content = {
        "wave": result.wave.wave,
        "cuts": {metric: {group: list(values) for group, values in by.items()} for metric, by in cuts.items()},
    }
    write_whole(file, yaml.safe_dump(content, sort_keys=True).encode())
