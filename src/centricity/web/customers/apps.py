from datetime import timedelta

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "centricity.web.customers"
    label = "customers"

    def ready(self) -> None:
        from centricity.web.customers.cleaning import clean
        from centricity.web.customers.importing import work
        from centricity.web.customers.imports import KIND
        from centricity.web.customers.valuing import KIND as VALUE
        from centricity.web.customers.valuing import STEPS
        from centricity.web.customers.valuing import work as value
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import keep, nothing, register

        KINDS[KIND] = Kind(work, 100, shown=True)
        KINDS[VALUE] = Kind(value, STEPS, shown=True)
        KINDS["customers.clean"] = Kind(clean, 1, every=timedelta(days=1))
        register(self.label, nothing, keep)
