from django.apps import AppConfig


class RatingConfig(AppConfig):
    name = "centricity.web.rating"
    label = "rating"

    def ready(self) -> None:
        from centricity.web.people.personal import register
        from centricity.web.rating import personal

        register(self.label, personal.export, personal.erase)
