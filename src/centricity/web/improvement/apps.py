from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "centricity.web.improvement"
    label = "improvement"

    def ready(self) -> None:
        from centricity.web.improvement import personal
        from centricity.web.people.personal import register

        register(self.label, personal.export, personal.erase)
