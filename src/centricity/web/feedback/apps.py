from datetime import timedelta

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "centricity.web.feedback"
    label = "feedback"

    def ready(self) -> None:
        from centricity.web.customers import personal as customers
        from centricity.web.customers.belongings import belongs
        from centricity.web.customers.offering import OFFERS
        from centricity.web.feedback import happenings, origins, personal
        from centricity.web.feedback.cleaning import clean
        from centricity.web.feedback.fetching import fetch
        from centricity.web.feedback.mailing import SEND, send
        from centricity.web.feedback.models import FollowUp, Item
        from centricity.web.feedback.overdue import mark_overdue
        from centricity.web.feedback.receiving import SUGGEST
        from centricity.web.feedback.suggesting import suggest_all
        from centricity.web.feedback.ways import codes_of
        from centricity.web.improvement.origins import ORIGINS
        from centricity.web.jobs.services import KINDS, Kind
        from centricity.web.people.personal import register

        KINDS[SUGGEST] = Kind(suggest_all, 1, every=timedelta(minutes=15))
        KINDS[SEND] = Kind(send, 1, every=timedelta(minutes=15))
        KINDS["feedback.fetch"] = Kind(fetch, 1, every=timedelta(minutes=2))
        KINDS["feedback.clean"] = Kind(clean, 1, every=timedelta(days=1))
        KINDS["feedback.overdue"] = Kind(mark_overdue, 1, every=timedelta(minutes=15))
        happenings.register()
        OFFERS.append(codes_of)
        ORIGINS["feedback"] = origins.items
        ORIGINS["theme"] = origins.themes
        register(self.label, personal.export, personal.erase)
        customers.register(self.label, personal.export_customer, personal.erase_customer)
        belongs("feedback.item", Item)
        belongs("feedback.follow_up", FollowUp)
