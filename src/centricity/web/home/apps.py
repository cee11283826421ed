from datetime import timedelta

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "centricity.web.home"
    label = "home"

    def ready(self) -> None:
        from centricity.web.home import origins, personal
        from centricity.web.home.alerts import raise_all
        from centricity.web.home.digests import EVERY, send_all
        from centricity.web.improvement.origins import ORIGINS
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import register

        KINDS["home.alert"] = Kind(raise_all, 1, every=timedelta(days=1))
        KINDS["home.digest"] = Kind(send_all, 1, every=EVERY)
        ORIGINS["alert"] = origins.alerts
        ORIGINS["gap"] = origins.gaps
        ORIGINS["edge"] = origins.edges
        ORIGINS["goal"] = origins.goals
        register(self.label, personal.export, personal.erase)
