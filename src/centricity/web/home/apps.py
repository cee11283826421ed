from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "centricity.web.home"
    label = "home"

    def ready(self) -> None:
        from centricity.web.people.personal import keep, nothing, register

        register(self.label, nothing, keep)
