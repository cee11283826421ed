from datetime import timedelta

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "centricity.web.voice"
    label = "voice"

    def ready(self) -> None:
        from centricity.web.customers import personal as customers
        from centricity.web.customers.answered import TELLERS
        from centricity.web.customers.belongings import belongs
        from centricity.web.improvement.origins import ORIGINS
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import keep, nothing, register
        from centricity.web.voice import crowding, option_origins, personal
        from centricity.web.voice.answer_words import answered
        from centricity.web.voice.file_answers import clean
        from centricity.web.voice.hearing import hear
        from centricity.web.voice.models import Invite, Occasion, Response
        from centricity.web.voice.occasions import look
        from centricity.web.voice.pacing import tidy
        from centricity.web.voice.posting import STEPS, send, send_again
        from centricity.web.voice.recurring import tell
        from centricity.web.voice.rounds import open_due
        from centricity.web.voice.tallies import tally

        KINDS["survey.hear"] = Kind(hear, 1, every=timedelta(minutes=1))
        KINDS["survey.tally"] = Kind(tally, 1, every=timedelta(minutes=1))
        KINDS["survey.send"] = KINDS["survey.remind"] = Kind(send, STEPS)
        KINDS["survey.resend"] = Kind(send_again, 1, every=timedelta(minutes=15))
        KINDS["survey.prepared"] = Kind(tell, 1)
        KINDS["survey.rounds"] = Kind(open_due, 1, every=timedelta(minutes=10))
        KINDS["survey.look"] = Kind(look, 2, every=timedelta(minutes=1))
        KINDS["survey.forget"] = Kind(crowding.tidy, 1, every=timedelta(minutes=10))
        KINDS["survey.tidy"] = Kind(tidy, 1, every=timedelta(days=1))
        KINDS["survey.files"] = Kind(clean, 1, every=timedelta(days=1))
        TELLERS.append(answered)
        ORIGINS["answer"] = option_origins.answers
        register(self.label, nothing, keep)
        customers.register(self.label, personal.export, personal.erase, personal.files)
        for name, model in (("response", Response), ("invite", Invite), ("occasion", Occasion)):
            belongs(f"voice.{name}", model)
