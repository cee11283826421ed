"""Archives whose tables of members are huge, made without a library: what they hold is never read."""

import struct

_MEMBER = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
_BEGIN = b"PK\x03\x04" + bytes(26)


def crowded(number, way="plain"):
    """An archive of so many members; ``way`` says which of its records tells the size of their table."""
    table = _MEMBER * number
    small = {"64": 0xFFFFFFFF, "64 before": 0xFFFFFFFF}.get(way, len(table))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, small, len(_BEGIN), 0)
    if way == "plain":
        return _BEGIN + table + end
    if way == "remark":
        remark = b"a remark of somebody" * 3000
        return _BEGIN + table + end[:-2] + struct.pack("<H", len(remark)) + remark
    true = _record64(number, len(table))
    at = len(_BEGIN) + len(table)
    if way == "64":
        return _BEGIN + table + true + _pointer(at) + end
    return _record64(1, 47) + _BEGIN + table + true + _pointer(0) + end  # points at another than stands before


def _record64(number, size):
    return struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, number, number, size, len(_BEGIN))


def _pointer(at):
    return struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)


WAYS = ("plain", "remark", "64", "64 before")
