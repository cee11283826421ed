from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "centricity.web.home"
    label = "home"

    def ready(self) -> None:
        from centricity.web.home import personal
        from centricity.web.people.personal import register

        register(self.label, personal.export, personal.erase)
