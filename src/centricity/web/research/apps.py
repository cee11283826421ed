from datetime import timedelta

from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "centricity.web.research"
    label = "research"

    def ready(self) -> None:
        from centricity.web.improvement.origins import ORIGINS
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import keep, register
        from centricity.web.research import goal_origins
        from centricity.web.research.cleaning import clean
        from centricity.web.research.personal import export
        from centricity.web.research.results import STEPS, compute

        KINDS["study.compute"] = Kind(compute, STEPS, shown=True)
        KINDS["home.clean"] = Kind(clean, 1, every=timedelta(days=1))
        ORIGINS["target"] = goal_origins.goals
        register(self.label, export, keep)
