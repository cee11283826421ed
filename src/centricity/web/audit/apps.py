from django.apps import AppConfig
from django.core import checks


class AuditConfig(AppConfig):
    name = "centricity.web.audit"
    label = "audit"

    def ready(self) -> None:
        from centricity.web.audit.personal import export
        from centricity.web.checks import check_settings
        from centricity.web.database_checks import check_database
        from centricity.web.people.personal import keep, register

        checks.register(check_settings, checks.Tags.security)
        checks.register(check_database, checks.Tags.database)
        register(self.label, export, keep)
