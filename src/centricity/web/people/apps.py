from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "centricity.web.people"
    label = "people"

    def ready(self) -> None:
        from centricity.web.people import own_data, watch
        from centricity.web.people.personal import register

        register(self.label, own_data.export, own_data.erase)
        watch.begin()
