from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "centricity.web.improvement"
    label = "improvement"

    def ready(self) -> None:
        from centricity.web.people.personal import keep, nothing, register

        register(self.label, nothing, keep)
