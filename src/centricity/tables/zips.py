"""How large the table of members of a zip archive is, told before `zipfile` reads all of it into memory."""

import os
import struct
from typing import IO, Final

_TAIL: Final = 66_000
"""The record of the end is 22 bytes, and a remark of at most 65,535 may follow it."""
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_ELSEWHERE: Final = 0xFFFFFFFF
"""What a record says where that for large archives tells the size."""
_END_SIZE, _END64_SIZE, _LOCATOR_SIZE = 22, 56, 20


def directory_size(stream: IO[bytes]) -> int | None:
    """Bytes of the table of members, the most that any record of it tells; None where there is no archive.

    A member takes 46 bytes or more there, and ten times as much in memory. The stream is at its beginning after.
    """
    stream.seek(0, os.SEEK_END)
    size = stream.tell()
    tail = _at(stream, max(0, size - _TAIL), _TAIL)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_SIZE:
        found = None
    else:
        (told,) = struct.unpack_from("<L", tail, end + 12)
        large = _told_in_64(stream, size, size - len(tail) + end)
        found = max(large if large and told == _ELSEWHERE else [told, *large])
    stream.seek(0)
    return found


def _told_in_64(stream: IO[bytes], size: int, end: int) -> list[int]:
    """What records for large archives tell: readers take the one that is pointed at, or the one before the pointer."""
    locator = _at(stream, max(0, end - _LOCATOR_SIZE), _LOCATOR_SIZE)
    if not locator.startswith(_LOCATOR) or len(locator) < _LOCATOR_SIZE:
        return []
    (pointed,) = struct.unpack_from("<Q", locator, 8)
    places = {min(pointed, size), max(0, end - _LOCATOR_SIZE - _END64_SIZE)}
    records = [_at(stream, place, _END64_SIZE) for place in places]
    sound = [each for each in records if each.startswith(_END64) and len(each) == _END64_SIZE]
    return [struct.unpack_from("<Q", each, 40)[0] for each in sound] or [size]


def _at(stream: IO[bytes], place: int, size: int) -> bytes:
    stream.seek(place)
    return stream.read(size)
