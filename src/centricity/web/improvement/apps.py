from datetime import timedelta

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "centricity.web.improvement"
    label = "improvement"

    def ready(self) -> None:
        from centricity.web.improvement import barrier_selectors, personal, ritual_origins
        from centricity.web.improvement.motivation import selectors as motivation
        from centricity.web.improvement.origins import ORIGINS
        from centricity.web.improvement.rituals import plan_all
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import register

        KINDS["ritual.plan"] = Kind(plan_all, 1, every=timedelta(hours=1))
        ORIGINS["barrier"] = barrier_selectors.origins
        ORIGINS["incentive"] = motivation.origins
        ORIGINS["ritual"] = ritual_origins.sittings
        register(self.label, personal.export, personal.erase)
