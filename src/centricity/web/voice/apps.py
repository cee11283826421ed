from datetime import timedelta

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "centricity.web.voice"
    label = "voice"

    def ready(self) -> None:
        from centricity.web.customers import personal as customers
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import keep, nothing, register
        from centricity.web.voice import personal
        from centricity.web.voice.file_answers import clean
        from centricity.web.voice.hearing import hear
        from centricity.web.voice.inviting import STEPS, send

        KINDS["survey.hear"] = Kind(hear, 1, every=timedelta(minutes=1))
        KINDS["survey.files"] = Kind(clean, 1, every=timedelta(days=1))
        KINDS["survey.send"] = Kind(send, STEPS)
        register(self.label, nothing, keep)
        customers.register(self.label, personal.export, personal.erase)
