"""A platform from a program or a notebook: ``Client("https://…", token).subjects("my-study")``.

Only the standard library is used, and polars where a table is asked for.
"""

import io
import json
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from centricity.errors import CentricityError, Fault, MisuseError, Place

if TYPE_CHECKING:
    import polars as pl

Told = dict[str, Any]

ATTEMPTS = 5
PAUSE = 0.5
"""Seconds before the second attempt; every next pause is twice as long, up to `LONGEST_PAUSE`."""
LONGEST_PAUSE = 10.0
TIMEOUT = 60.0
_AGAIN = frozenset({409, 429, 502, 503, 504})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_FIGURES = ("score", "low", "high", "rank", "rank_low", "rank_high", "coverage")


@dataclass(frozen=True)
class ServerFault(Fault):
    """A fault as the platform tells it, its sentences made there."""

    said: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """Give the platform's sentence."""
        return self.said[language]


class RefusedError(CentricityError):
    """The platform said no.

    Attributes
    ----------
    status
        The HTTP status of its answer; 0 where a job failed.
    """

    def __init__(self, status: int, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.status = status


class Client:
    """A platform, as its API shows it to a token.

    Parameters
    ----------
    url
        Address of the platform; https, or http of this machine.
    token
        Made on the page "API tokens" of the platform; without one, only what is public is read.

    Raises
    ------
    MisuseError
        Where the address would carry the token unprotected.
    """

    def __init__(self, url: str, token: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise MisuseError([Fault("client.url", fields={"url": url})])
        self.url = url.rstrip("/")
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirects)

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def studies(self) -> list[Told]:
        """Studies that the token's owner may see anything of; without a token, the public ones."""
        return list(self._pages("/studies"))

    def study(self, code: str) -> Told:
        """One study."""
        return self._json("GET", f"/studies/{quote(code, safe='')}")

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
        fields = {}
        path = f"/studies/{quote(code, safe='')}/editions"
        if not self._exists(code):
            path, fields = "/studies", {"code": code, "organisation": organisation or self._organisation()}
        body, kind = _multipart(fields, f"{code}.zip", _zipped(place))
        return self._json("POST", path, body, kind)

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
        study = f"/studies/{quote(code, safe='')}"
        if number is None:
            number = next(self._pages(f"{study}/editions", limit=1))["number"]
        job = self._json("POST", f"{study}/editions/{number}/compute")
        pause = PAUSE
        while wait:
            if progress is not None:
                progress(job)
            if job["state"] in {"done", "failed"}:
                break
            time.sleep(pause)
            pause = min(1.5 * pause, LONGEST_PAUSE)
            job = self._json("GET", f"/jobs/{job['id']}")
        if job["state"] == "failed":
            raise RefusedError(0, [_fault(each) for each in job["faults"]])
        return job

    def subjects(self, code: str) -> "pl.DataFrame":
        """Scores of all subjects: a row for each subject and part; a missing figure is null."""
        import polars as pl

        texts = ("subject", "name_ru", "name_en", "node")
        schema = dict.fromkeys(texts, pl.String) | dict.fromkeys(_FIGURES, pl.Float64) | {"status": pl.String}
        rows = [
            {"subject": each["subject"], "name_ru": each["name"]["ru"], "name_en": each["name"]["en"], "node": node}
            | score
            for each in self._pages(f"/studies/{quote(code, safe='')}/subjects")
            for node, score in each["scores"].items()
        ]
        return pl.DataFrame(rows, schema=schema)

    def explain(self, code: str, subject: str, node: str) -> Told:
        """A score taken apart, down to observations and evidence."""
        parts = [quote(part, safe="") for part in (code, subject, node)]
        return self._json("GET", "/studies/{}/subjects/{}/explanation/{}".format(*parts))

    def files(self, code: str) -> list[Told]:
        """Files of the current results: ``name`` and ``size``."""
        return list(self._pages(f"/studies/{quote(code, safe='')}/files"))

    def download(self, code: str, name: str, path: str | Path) -> Path:
        """Write a file of the current results; nothing half-written is left."""
        final = Path(path)
        draft = final.with_name(f".{final.name}.{uuid.uuid4().hex[:8]}")
        try:
            with self._open("GET", f"/studies/{quote(code, safe='')}/files/{quote(name)}") as answer:
                _copy(answer, draft)
            draft.replace(final)
        finally:
            draft.unlink(missing_ok=True)
        return final

    def surveys(self, organisation: str) -> list[Told]:
        """Surveys of an organisation, the newest first."""
        return list(self._pages(f"/surveys/{quote(organisation, safe='')}"))

    def survey_results(self, organisation: str, code: str) -> Told:
        """What a survey came to: ``items`` with their figures; ``sealed`` until an anonymous one is closed."""
        return self._json("GET", f"{_survey(organisation, code)}/results")

    def answer(
        self,
        organisation: str,
        code: str,
        answers: Mapping[str, Any],
        *,
        channel: str,
        language: str = "ru",
        customer: str | None = None,
        id: str = "",  # noqa: A002  so it is called in the API
    ) -> Told:
        """Bring a whole answer to a survey.

        Parameters
        ----------
        answers
            By the code of the question.
        channel
            How it was given: ``phone``, ``email``, ``app``...
        customer
            Code of the customer; never of an anonymous survey.
        id
            Your own name of the answer: under one it is taken once, however often it is sent.

        Raises
        ------
        RefusedError
            With every answer that will not do, its question in ``place.key``.
        """
        told = {"answers": dict(answers), "channel": channel, "language": language, "customer": customer, "id": id}
        body = json.dumps(told).encode()
        return self._json("POST", f"{_survey(organisation, code)}/responses", body, "application/json")

    def customers(self, organisation: str, **only: str) -> list[Told]:
        """Customers by name; ``only`` of a ``segment`` by rule, a ``market``, a ``key_kind`` and ``key_value``."""
        return list(self._pages(f"{_room(organisation, 'customers')}?{urlencode(only)}"))

    def customer(self, organisation: str, code: str) -> Told:
        """One customer, with the ``etag`` that a change needs."""
        with self._open("GET", _room(organisation, "customers", code)) as answer:
            told: Told = json.load(answer)
            return told | {"etag": answer.headers["ETag"]}

    def add_customer(self, organisation: str, **facts: Any) -> Told:
        """Add a customer: ``name``, ``kind``, ``keys``... A key of another customer is refused with 409."""
        return self._told("POST", _room(organisation, "customers"), facts)

    def change_customer(self, organisation: str, code: str, etag: str, **facts: Any) -> Told:
        """Change what is named of a customer; where it is no more as ``etag`` names it, refused with 412."""
        return self._told("PATCH", _room(organisation, "customers", code), facts, {"If-Match": etag})

    def interactions(self, organisation: str, code: str) -> list[Told]:
        """What happened with a customer, the newest first."""
        return list(self._pages(_room(organisation, "customers", code, "interactions")))

    def add_interaction(self, organisation: str, code: str, kind: str, **facts: Any) -> Told:
        """Keep what happened with a customer; under one ``number`` it is kept once, however often it is sent."""
        return self._told("POST", _room(organisation, "customers", code, "interactions"), {"kind": kind} | facts)

    def segments(self, organisation: str) -> list[Told]:
        """Segments by rule, with how many customers fit each now."""
        return list(self._pages(_room(organisation, "segments")))

    def members(self, organisation: str, segment: str) -> list[Told]:
        """Customers who fit a segment now."""
        return list(self._pages(_room(organisation, "segments", segment, "members")))

    def _told(self, method: str, path: str, facts: Told, more: Mapping[str, str] | None = None) -> Told:
        return self._json(method, path, json.dumps(facts).encode(), "application/json", more)

    def _exists(self, code: str) -> bool:
        try:
            self.study(code)
        except RefusedError as error:
            if error.status == 404:
                return False
            raise
        return True

    def _organisation(self) -> str:
        known = [str(each["code"]) for each in self._pages("/organisations")]
        if len(known) != 1:
            raise MisuseError([Fault("client.organisation", fields={"known": known})])
        return known[0]

    def _pages(self, path: str, limit: int = 200) -> Iterator[Told]:
        """All items of a list, part by part."""
        page = self._json("GET", f"{path}{'&' if '?' in path else '?'}{urlencode({'limit': limit})}")
        yield from page["items"]
        while page["next"]:
            page = self._json("GET", page["next"].removeprefix("/api/v1"))
            yield from page["items"]

    def _json(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", more: Mapping[str, str] | None = None
    ) -> Told:
        with self._open(method, path, body, kind, more) as answer:
            told: Told = json.load(answer)
        return told

    def _open(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", more: Mapping[str, str] | None = None
    ) -> Any:
        """Ask, again where it may help; a write keeps its key, so that it is done once."""
        headers = {"Accept": "application/json", **(more or {})}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if kind:
            headers["Content-Type"] = kind
        request = urllib.request.Request(f"{self.url}/api/v1{path}", body, headers, method=method)  # noqa: S310  the scheme is checked
        pause = PAUSE
        for left in reversed(range(ATTEMPTS)):
            try:
                return self._opener.open(request, timeout=TIMEOUT)
            except urllib.error.HTTPError as error:
                told = _refusal(error)
                if not left or not _again(told):
                    raise told from None
                pause = float(_seconds(error.headers) or pause)
            except (OSError, HTTPException) as error:
                if not left:
                    fields = {"url": self.url, "problem": str(error)}
                    raise RefusedError(0, [Fault("client.unreachable", fields=fields)]) from error
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        raise AssertionError


def _survey(organisation: str, code: str) -> str:
    return f"/surveys/{quote(organisation, safe='')}/{quote(code, safe='')}"


def _room(organisation: str, *parts: str) -> str:
    return "/".join(("/organisations", *(quote(part, safe="") for part in (organisation, *parts))))


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token is not carried to wherever an answer points."""

    def redirect_request(self, *_told: Any, **_more: Any) -> None:
        return None


def _refusal(error: urllib.error.HTTPError) -> RefusedError:
    """What the platform says is wrong; what is not of its making is told by its status."""
    with error:
        try:
            faults = [_fault(each) for each in json.loads(error.read())["faults"]]
        except (OSError, ValueError, TypeError, KeyError, HTTPException):
            faults = []
    if not faults:
        faults = [Fault("client.answer", fields={"status": error.code, "problem": str(error.reason)})]
    return RefusedError(error.code, faults)


def _again(told: RefusedError) -> bool:
    """Whether asking once more may help; of conflicts only one that the first attempt makes itself."""
    return told.status in _AGAIN and (told.status != 409 or told.faults[0].code == "web.key_busy")


def _seconds(headers: Message) -> int:
    told = headers.get("Retry-After", "")
    return min(int(told), 60) if told.isdecimal() else 0


def _fault(told: Told) -> Fault:
    place = Place(**{name: told[name] for name in ("file", "sheet", "row", "line", "column", "key") if name in told})
    said = {"ru": told["ru"], "en": told["en"]}
    return ServerFault(told["code"], place, severity=told.get("severity", "error"), said=said)


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


def _multipart(fields: Mapping[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{quote(name)}"\r\n'
    parts += [f"{head}Content-Type: application/zip\r\n\r\n".encode(), content, f"\r\n--{boundary}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def _copy(answer: IO[bytes], path: Path) -> None:
    with path.open("wb") as file:
        while chunk := answer.read(1 << 16):
            file.write(chunk)
