from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "centricity.web.home"
    label = "home"

    def ready(self) -> None:
        from centricity.web.home import origins
        from centricity.web.improvement.origins import ORIGINS
        from centricity.web.people.personal import keep, nothing, register

        register(self.label, nothing, keep)
        ORIGINS["edge"] = origins.edges
