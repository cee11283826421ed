from datetime import timedelta

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "centricity.web.warehouse"
    label = "warehouse"

    def ready(self) -> None:
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import keep, nothing, register
        from centricity.web.warehouse.computing import STEPS, compute, refresh

        KINDS["warehouse.compute"] = Kind(compute, STEPS, shown=True)
        KINDS["warehouse.refresh"] = Kind(refresh, 1, every=timedelta(minutes=10))
        register(self.label, nothing, keep)
