"""What operations take that do what a page does."""

from django.utils import timezone

PLACE = "/api/v1/organisations/<slug:organisation>"
ITEM = f"{PLACE}/feedback/<uuidstr:item>"
FOLLOW_UP = f"{PLACE}/follow-ups/<int:follow_up>"
CUSTOMER = f"{PLACE}/customers/<uuidstr:customer>"
NOBODY = "00000000-0000-4000-8000-000000000000"
TITLES = {"ru": "новая", "en": "new"}
PLAN = {"title": "x"}
TODAY = f"{timezone.now():%Y-%m-%d}"

SENT_LIKE_PAGES = {
    ("PUT", f"{ITEM}/handler"): {"person": None},
    ("PUT", f"{ITEM}/sorting"): {"kind": "praise"},
    ("POST", f"{ITEM}/suggestion"): {},
    ("POST", f"{ITEM}/spam"): {},
    ("POST", f"{ITEM}/reopen"): {},
    ("POST", f"{ITEM}/actions"): PLAN,
    ("POST", f"{ITEM}/agenda"): {"ritual": 1},
    ("PUT", f"{FOLLOW_UP}/owner"): {"person": None},
    ("POST", f"{FOLLOW_UP}/close"): {"outcome": "x", "cause": 1},
    ("PUT", f"{PLACE}/desk/form"): {"open": True},
    ("PUT", f"{PLACE}/desk/follow-ups"): {"days": 2},
    ("POST", f"{PLACE}/causes"): {"title": TITLES},
    ("POST", f"{PLACE}/themes"): {"title": TITLES},
    ("PUT", f"{PLACE}/themes/<int:theme>"): {"title": TITLES, "state": "open"},
    ("POST", f"{PLACE}/themes/<int:theme>/actions"): PLAN,
    ("POST", f"{CUSTOMER}/contacts"): {"channel": "phone"},
    ("POST", f"{CUSTOMER}/merge"): {"customer": NOBODY, "version": 0},
    ("POST", f"{CUSTOMER}/differs"): {"customer": NOBODY},
    ("POST", f"{CUSTOMER}/erase"): {"sure": True},
    ("POST", f"{PLACE}/customers/imports/<uuidstr:source>/again"): {},
    ("POST", f"{PLACE}/merges/<int:merge>/undo"): {},
    ("POST", f"{PLACE}/value/compute"): {"horizon": 30},
}
