from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "centricity.web.customers"
    label = "customers"

    def ready(self) -> None:
        from centricity.web.people.personal import keep, nothing, register

        register(self.label, nothing, keep)
