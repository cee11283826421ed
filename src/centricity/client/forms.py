"""Forms with files, as they are sent."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from centricity.errors import Fault, MisuseError, Place

Files = Mapping[str, bytes] | Iterable[str | Path]
"""Contents by name, or files of the disk."""
LARGEST = 1 << 29
"""Bytes of all files of a form."""
_FIELD = 'Content-Disposition: form-data; name="{}"'


def form_of(fields: Mapping[str, Any], files: Files, field: str = "files") -> tuple[bytes, str]:
    """A form and its content type."""
    boundary = uuid.uuid4().hex
    begin = f"--{boundary}\r\n".encode()
    parts = [
        begin + f"{_FIELD.format(key)}\r\n\r\n{value}\r\n".encode()
        for key, value in fields.items()
        if value is not None
    ]
    for name, content in _contents(files):
        head = f"{_FIELD.format(field)}; {_named(name)}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
        parts += [begin + head, content, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def _contents(files: Files) -> Iterator[tuple[str, bytes]]:
    if isinstance(files, Mapping):
        yield from files.items()
        return
    paths = [Path(each) for each in ([files] if isinstance(files, str | Path) else files)]
    missing = [Fault("client.file", Place(str(path))) for path in paths if not path.is_file()]
    if missing:
        raise MisuseError(missing)
    size = sum(path.stat().st_size for path in paths)
    if size > LARGEST:
        raise MisuseError([Fault("client.files_large", fields={"size": size >> 20, "limit": LARGEST >> 20})])
    for path in paths:
        yield path.name, path.read_bytes()


def _named(name: str) -> str:
    plain = name.isascii() and name.isprintable() and not set(name) & set('"\\')
    return f'filename="{name}"' if plain else f"filename*=UTF-8''{quote(name, safe='')}"
