from django.apps import AppConfig


class RatingConfig(AppConfig):
    name = "centricity.web.rating"
    label = "rating"

    def ready(self) -> None:
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import register
        from centricity.web.rating import personal
        from centricity.web.rating.letters import tell

        KINDS["rating.tell"] = Kind(tell, 1)
        register(self.label, personal.export, personal.erase)
