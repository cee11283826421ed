from django.apps import AppConfig


class PanelsConfig(AppConfig):
    name = "centricity.web.panels"
    label = "panels"

    def ready(self) -> None:
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.panels import personal
        from centricity.web.panels.letters import tell
        from centricity.web.people.personal import register

        KINDS["panels.tell"] = Kind(tell, 1)
        register(self.label, personal.export, personal.erase)
