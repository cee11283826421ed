from datetime import timedelta

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "centricity.web.api"
    label = "api"

    def ready(self) -> None:
        from centricity.web.api import personal
        from centricity.web.api.hooks import announce
        from centricity.web.api.sending import deliver
        from centricity.web.api.tidying import tidy
        from centricity.web.events import LISTENERS
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import register

        KINDS["webhook.deliver"] = Kind(deliver, 1)
        KINDS["api.tidy"] = Kind(tidy, 1, every=timedelta(hours=1))
        LISTENERS.append(announce)
        register(self.label, personal.export, personal.erase)
