"""Sections of a report, each made from the result or left out where it has nothing to say."""
