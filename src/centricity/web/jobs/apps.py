from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "centricity.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        from centricity.web.jobs.personal import export
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.jobs.tidying import tidy
        from centricity.web.people.personal import keep, register

        KINDS["jobs.tidy"] = Kind(tidy, 1, every=timedelta(hours=1))
        register(self.label, export, keep)
