from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "centricity.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        from centricity.web.jobs.personal import export
        from centricity.web.people.personal import keep, register

        register(self.label, export, keep)
