"""Studies computed once by a worker: what a test asks to be computed again is the same, byte for byte."""

import hashlib
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

from centricity.language import LANGUAGES


class Computed:
    """The computation of an audience, which keeps what it made of a study and gives it again."""

    def __init__(self, compute, root: Path):
        self._compute, self._root, self._made = compute, root, {}

    def __call__(self, study, audience, folder, progress):
        key = hashlib.sha256(pickle.dumps((replace(study, name=""), audience))).hexdigest()
        kept = self._root / key
        if key not in self._made:
            made = self._compute(study, audience, folder, progress)
            shutil.copytree(folder / audience, kept, dirs_exist_ok=True)
            self._made[key] = made
            return made
        for _step in (audience, *LANGUAGES):
            progress.next("Беру посчитанное", "Taking what was computed")
        shutil.copytree(kept, folder / audience)
        return self._made[key]
