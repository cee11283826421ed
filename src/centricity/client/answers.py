"""What a call gives."""

import json
from email.message import Message
from typing import Any, NoReturn
from urllib.parse import unquote

from centricity.client.operations import Operation
from centricity.client.refusals import RefusedError
from centricity.client.transport import Heard
from centricity.errors import Fault


class Answered(dict[str, Any]):
    """What the platform told; ``etag`` names it as it was read, for a change."""

    etag: str = ""


class Content(bytes):
    """A file: its ``name``, ``media_type`` and ``etag`` as the platform tells them."""

    name: str
    media_type: str
    etag: str


def answer_of(operation: Operation, heard: Heard) -> Any:
    """The answer of an operation: a dict or a list, a file, or nothing.

    Raises
    ------
    RefusedError
        Where it is not what the platform's description promises.
    """
    if operation.gives == "file":
        return _content(heard)
    if heard.status == 204 or (operation.gives == "nothing" and not heard.content):
        return None
    try:
        told = json.loads(heard.content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise unreadable(operation, heard.status, str(error)) from None
    if not isinstance(told, dict):
        return told
    made = Answered(told)
    made.etag = heard.headers.get("ETag", "")
    return made


def unreadable(operation: Operation, status: int, problem: str) -> RefusedError:
    """That an answer is not what was promised."""
    fields = {"operation": operation.name, "problem": problem}
    return RefusedError(status, [Fault("client.unreadable", fields=fields)])


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _content(heard: Heard) -> Content:
    made = Content(heard.content)
    made.name, made.etag = _name(heard.headers), heard.headers.get("ETag", "")
    made.media_type = heard.headers.get_content_type()
    return made


def _name(headers: Message) -> str:
    """The name of a file, without folders."""
    told = headers.get_filename("") or ""
    return unquote(told).replace("\\", "/").rpartition("/")[2]
