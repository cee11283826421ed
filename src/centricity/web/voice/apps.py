from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "centricity.web.voice"
    label = "voice"

    def ready(self) -> None:
        from centricity.web.people.personal import keep, nothing, register

        register(self.label, nothing, keep)
