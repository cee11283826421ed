"""Centricity measures, compares and raises customer-centricity."""

__version__ = "0.1.0"
