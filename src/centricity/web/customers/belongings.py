"""Rows of other apps that are a customer's: they go with the customer when two are made one, and back."""

from typing import Any

from django.db import IntegrityError, models, transaction

from centricity.web.customers.models import Customer

OF_CUSTOMERS: dict[str, type[models.Model]] = {}
"""By a name that is kept with every merge: models with a field ``customer``; every app adds its own when ready."""


def belongs(name: str, model: type[models.Model]) -> None:
    OF_CUSTOMERS[name] = model


def moved(name: str, gone: Customer, kept: Customer) -> list[str]:
    """Move the rows of one customer to another, and say which; one that the other has already stays where it is."""
    rows = OF_CUSTOMERS[name]._default_manager.filter(customer=gone).order_by("pk")  # noqa: SLF001  any model has one
    numbers = list(rows.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            rows.update(customer=kept)
    except IntegrityError:
        numbers = [each for each in numbers if _one(rows.filter(pk=each), kept)]
    return [str(each) for each in numbers]


def _one(row: models.QuerySet[Any], kept: Customer) -> bool:
    try:
        with transaction.atomic():
            return bool(row.update(customer=kept))
    except IntegrityError:
        return False


def returned(name: str, numbers: list[str], kept: Customer, gone: Customer) -> None:
    """Give rows back that moved, those that are still the customer's to whom they moved."""
    model = OF_CUSTOMERS.get(name)
    if model is not None:
        model._default_manager.filter(pk__in=numbers, customer=kept).update(customer=gone)  # noqa: SLF001
