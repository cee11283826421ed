"""Hashes that are the same in every process and on every machine."""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]


def mixed(left: Hashes, right: NDArray[np.integer] | int) -> Hashes:
    """Two integers made one, well spread over 32 bits."""
    other = np.asarray(right).astype(np.uint32) * np.uint32(0x85EBCA6B) if np.ndim(right) else _scaled(int(right))
    made = (left * np.uint32(0x9E3779B1)) ^ (other + np.uint32(0x27D4EB2F))
    made ^= made >> np.uint32(15)
    made *= np.uint32(0x2C1B3C6D)
    made ^= made >> np.uint32(12)
    made *= np.uint32(0x297A2D39)
    return np.asarray(made ^ (made >> np.uint32(15)))


def _scaled(number: int) -> NDArray[np.uint32]:
    return np.array([number * 0x85EBCA6B & 0xFFFFFFFF], np.uint32)
