"""Studies: brought, computed and read."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from centricity.client.calls import Calls, Told
from centricity.client.refusals import RefusedError
from centricity.errors import Fault, MisuseError, Place

if TYPE_CHECKING:
    import polars as pl

_FIGURES = ("score", "low", "high", "rank", "rank_low", "rank_high", "coverage")


class Studies(Calls):
    """What is done with studies every day."""

    def studies(self) -> list[Told]:
        """Studies that the token's owner may see anything of; without a token, the public ones."""
        return list(self.every("list_studies"))

    def study(self, code: str) -> Told:
        """One study."""
        return self._one("get_study", code=code)

    def upload(self, folder: str | Path, code: str = "", organisation: str = "") -> Told:
        """Upload a study folder: a new study, or a new edition of one that is there.

        Parameters
        ----------
        code
            Of the study; the name of the folder where none is given.
        organisation
            Of a new study; may be left out where there is one only.

        Returns
        -------
        dict
            The edition: ``number``, whether it is ``sound``, and its ``faults``.
        """
        place = Path(folder)
        code = code or place.resolve().name
        if self._exists(code):
            return self._one("add_edition", code=code, files={f"{code}.zip": _zipped(place)})
        new = {"code": code, "organisation": organisation or self._organisation()}
        return self._one("create_study", body=new, files={f"{code}.zip": _zipped(place)})

    def compute(
        self, code: str, *, wait: bool = True, progress: Callable[[Told], None] | None = None, number: int | None = None
    ) -> Told:
        """Ask for the computation of an edition, the newest where none is named; give the job.

        Parameters
        ----------
        wait
            Until the job ends.
        progress
            Called with the job whenever it is looked at.

        Raises
        ------
        RefusedError
            Where the platform refuses, or the job fails.
        """
        if number is None:
            number = next(self.every("list_editions", code=code, limit=1))["number"]
        job = self._one("compute_edition", code=code, number=number)
        return self.wait(job, progress=progress) if wait else job

    def subjects(self, code: str) -> "pl.DataFrame":
        """Scores of all subjects: a row for each subject and part; a missing figure is null."""
        import polars as pl

        texts = ("subject", "name_ru", "name_en", "node")
        schema = dict.fromkeys(texts, pl.String) | dict.fromkeys(_FIGURES, pl.Float64) | {"status": pl.String}
        rows = [
            {"subject": each["subject"], "name_ru": each["name"]["ru"], "name_en": each["name"]["en"], "node": node}
            | score
            for each in self.every("list_subjects", code=code)
            for node, score in each["scores"].items()
        ]
        return pl.DataFrame(rows, schema=schema)

    def explain(self, code: str, subject: str, node: str) -> Told:
        """A score taken apart, down to observations and evidence."""
        return self._one("explain", code=code, subject=subject, node=node)

    def files(self, code: str) -> list[Told]:
        """Files of the current results: ``name`` and ``size``."""
        return list(self.every("list_files", code=code))

    def download(self, code: str, name: str, path: str | Path) -> Path:
        """Write a file of the current results; nothing half-written is left."""
        return self.save("download_file", path, code=code, name=name)

    def _exists(self, code: str) -> bool:
        try:
            self.study(code)
        except RefusedError as error:
            if error.status == 404:
                return False
            raise
        return True

    def _organisation(self) -> str:
        known = [str(each["code"]) for each in self.every("list_organisations")]
        if len(known) != 1:
            raise MisuseError([Fault("client.organisation", fields={"known": known})])
        return known[0]


def _zipped(folder: Path) -> bytes:
    """Files of a folder as an archive; hidden ones and folders are left out."""
    if not folder.is_dir():
        raise MisuseError([Fault("client.folder", Place(str(folder)))])
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                archive.write(path, path.name)
    return whole.getvalue()
