"""What operations take that do what a page does."""

from django.utils import timezone

PLACE = "/api/v1/organisations/<slug:organisation>"
ITEM = f"{PLACE}/feedback/<uuidstr:item>"
FOLLOW_UP = f"{PLACE}/follow-ups/<int:follow_up>"
CUSTOMER = f"{PLACE}/customers/<uuidstr:customer>"
NOBODY = "00000000-0000-4000-8000-000000000000"
SURVEY = "/api/v1/surveys/<slug:organisation>/<slug:survey>"
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
    ("POST", f"{ITEM}/agenda"): {"ritual": "<int:ritual>"},
    ("PUT", f"{FOLLOW_UP}/owner"): {"person": None},
    ("POST", f"{FOLLOW_UP}/close"): {"outcome": "x", "cause": 1},
    ("POST", f"{FOLLOW_UP}/withdraw"): {"reason": "x"},
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
    ("POST", f"{PLACE}/alerts/<int:alert>/actions"): PLAN,
    ("POST", f"{PLACE}/analysis/departments/actions"): PLAN | {"edge": "a/b"},
    ("PUT", f"{PLACE}/actions/<uuidstr:action>"): PLAN,
    ("PUT", f"{PLACE}/actions/<uuidstr:action>/barriers"): {"barriers": []},
    ("POST", f"{PLACE}/barriers/<int:barrier>/actions"): PLAN,
    ("POST", f"{PLACE}/sittings/<int:sitting>/actions"): PLAN,
    ("POST", f"{PLACE}/incentives/<int:incentive>/periods/<slug:period>/actions"): {"sign": "x"},
    ("POST", f"{SURVEY}/study"): {"study": "made", "wave": "2026", "date": "2026-01-01"},
    ("POST", f"{SURVEY}/actions"): PLAN | {"question": "x", "option": "x"},
    ("POST", f"{SURVEY}/invitations/addresses"): {"addresses": ["a@example.org"]},
    ("POST", f"{SURVEY}/invitations/reminders"): {},
    ("PUT", f"{PLACE}/executive/us"): {"study": "x", "company": "x"},
    ("POST", f"{PLACE}/executive/gap/actions"): PLAN,
}


def with_parts(sent, parts):
    """What is sent, with the numbers that this platform gave."""
    if not isinstance(sent, dict):
        return sent
    return {name: parts[each] if isinstance(each, str) and each in parts else each for name, each in sent.items()}
