from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "centricity.web.companies"
    label = "companies"

    def ready(self) -> None:
        from centricity.web.companies import personal
        from centricity.web.people.personal import register

        register(self.label, personal.export, personal.erase)
