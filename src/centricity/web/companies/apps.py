from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "centricity.web.companies"
    label = "companies"

    def ready(self) -> None:
        from centricity.web.companies import letters, personal
        from centricity.web.companies.changes import heard
        from centricity.web.events import LISTENERS
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import register

        KINDS["companies.commented"] = Kind(letters.tell_comment, 1)
        KINDS["companies.answered"] = Kind(letters.tell_answer, 1)
        KINDS["companies.computed"] = Kind(letters.tell_numbers, 1)
        LISTENERS.append(heard)
        register(self.label, personal.export, personal.erase)
