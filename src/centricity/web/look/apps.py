from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "centricity.web.look"
    label = "look"

    def ready(self) -> None:
        from centricity.web.people.personal import keep, nothing, register

        register(self.label, nothing, keep)
