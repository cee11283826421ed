"""Rows that a table has twelve more of, whatever it holds."""

import copy
import itertools
import uuid

from django.apps import apps
from django.db import IntegrityError, models, transaction

MORE = 12
ALONE = {"Edition"}
"""What names a folder of its own on the disk."""


def multiplied():
    """Make twelve more of the first row of every table of the platform; the tables that can have them are told."""
    numbers = itertools.count(1_000)
    return {model.__name__ for model in apps.get_models() if _ours(model) and _grown(model, numbers)}


def _ours(model):
    chained = model._meta.app_label == "audit"
    return model.__module__.startswith("centricity.") and not chained and model.__name__ not in ALONE


def _grown(model, numbers):
    row = model.objects.order_by("pk").first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            model.objects.bulk_create([_alike(row, next(numbers)) for _ in range(MORE)])
    except IntegrityError:
        return False
    return True


def _alike(row, number):
    """A row like another, under names and numbers of its own."""
    made = copy.copy(row)
    made._state = copy.copy(row._state)
    made.pk = uuid.uuid4() if isinstance(row._meta.pk, models.UUIDField) else None
    for names in _unique(row._meta):
        for name in reversed(names):
            if (other := _other(row._meta.get_field(name), getattr(row, name), number)) is not None:
                setattr(made, name, other)
                break
    return made


def _unique(meta):
    single = [(field.name,) for field in meta.concrete_fields if field.unique and not field.primary_key]
    constraints = [each.fields for each in meta.constraints if isinstance(each, models.UniqueConstraint)]
    return [*single, *meta.unique_together, *constraints]


def _other(field, value, number):
    if field.is_relation:
        return None
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(value, str):
        return f"z{number}{value}"[: field.max_length]
    return value + number if isinstance(value, int) else None
