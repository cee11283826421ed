from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "centricity.web.files"
    label = "files"

    def ready(self) -> None:
        from centricity.web.files.personal import export
        from centricity.web.people.personal import keep, register

        register(self.label, export, keep)
