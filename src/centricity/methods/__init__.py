"""Methodology as data: the ``Method`` model, its loader and checker, and the bundled catalogue."""

from centricity.methods.catalogue import (
    bundled_method,
    find_method,
    inspect_method,
    method_ids,
    read_method,
)
from centricity.methods.model import Method
from centricity.methods.tree import Metric, Node

__all__ = [
    "Method",
    "Metric",
    "Node",
    "bundled_method",
    "find_method",
    "inspect_method",
    "method_ids",
    "read_method",
]
