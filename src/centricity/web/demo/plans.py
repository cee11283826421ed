"""What the example company does about its numbers: segments, targets with actions, watches, views and rituals."""

import math
from datetime import date, timedelta

from django.utils import timezone

from centricity.cli.words import say
from centricity.metrics import definition
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.segment_services import Wanted, segment_create
from centricity.web.customers.valuing import Asked as Valued
from centricity.web.customers.valuing import value_ask
from centricity.web.demo.inbox import themes_of
from centricity.web.demo.tables import segment
from centricity.web.home.asked import Asked
from centricity.web.home.goal_setting import LEAST, Aimed, goal_set, reached_at
from centricity.web.home.kept_services import view_keep
from centricity.web.home.models import Goal, Us
from centricity.web.home.watches import Limit, Number, range_of, watch_make
from centricity.web.home.watching import newest
from centricity.web.improvement.aims import aim_act
from centricity.web.improvement.models import Action
from centricity.web.improvement.rituals import Habit, ritual_create
from centricity.web.improvement.services import Plan, action_create, action_end
from centricity.web.people.models import Organisation, User
from centricity.web.research.models import Study

BASE_DAYS = 150
"""So many days ago the targets were set."""
SEGMENTS = {
    "best": ("Лучшие по RFM", "Best by RFM", [("recency", "at_least", "4"), ("monetary", "at_least", "4")]),
    "silent": ("Давно не покупали", "No order for long", [("since_order", "at_least", "120")]),
    "business": ("Бизнес", "Business", [("market", "is", "B2B")]),
}


def plans_lay(organisation: Organisation, director: User, owner: User, today: date) -> None:
    """Lay what people of the company have set and planned."""
    for code, (ru, en, rules) in SEGMENTS.items():
        told = [{"field": field, "operator": operator, "values": [value]} for field, operator, value in rules]
        segment_create(organisation, code, Wanted(ru, en, "all", told), SYSTEM)
    _targets(organisation, director, owner, today)
    _watches(organisation, director)
    _actions(organisation, owner, today)
    view_keep(organisation, director, say("NPS бизнеса", "NPS of business"), "nps",
              Asked(12, "segment", segment("business")), SYSTEM, shared=True)  # fmt: skip
    habit = Habit(say("Разбор жалоб", "Complaints of the week"), "complaints", "week", today, owner, [director, owner])
    ritual_create(organisation, habit, SYSTEM)
    value_ask(organisation, Valued(), SYSTEM)


def _targets(organisation: Organisation, director: User, owner: User, today: date) -> None:
    """Targets that were set some months ago, so that there is a way gone already, and one still to go."""
    due = today + timedelta(days=180)
    for metric, stated, amount, ru, en in (
        ("nps", "points", 25.0, "Перезванивать критикам в тот же день", "Call detractors back the same day"),
        ("csat", "percent", 25.0, "Назначать приход мастера с точностью до часа", "Agree on the hour of a visit"),
    ):
        number = Number(metric)
        now, then = (newest(organisation, number, LEAST, today - timedelta(days=ago)) for ago in (0, BASE_DAYS))
        if now is None or then is None:
            continue
        room = range_of(definition(metric))[1] - now.estimate.value
        room = room if stated == "points" else 100 * room / now.estimate.value
        aimed = Aimed(stated, min(amount, math.floor(room)), due, director)
        made = goal_set(organisation, number, aimed, SYSTEM)
        value, low, high = (round(x, 6) for x in (then.estimate.value, then.estimate.low, then.estimate.high))
        Goal.objects.filter(pk=made.pk).update(
            base=value, base_low=low, base_high=high, base_n=then.estimate.n, base_month=then.month,
            value=reached_at(value, aimed),
        )  # fmt: skip
        aim_act(organisation, Plan(say(ru, en), owner, today + timedelta(days=60)), made.target, SYSTEM)


def _watches(organisation: Organisation, director: User) -> None:
    watch_make(organisation, Number("nps"), Limit("at_least", 0.0), director, SYSTEM)
    watch_make(organisation, Number("ces"), Limit("at_least", 60.0), director, SYSTEM)


def _actions(organisation: Organisation, owner: User, today: date) -> None:
    """One that was done, with time after it to see what changed, and one under way."""
    themes = themes_of(organisation)
    plan = Plan(say("Обратный звонок вместо очереди", "Call back instead of a queue"), owner)
    done = action_create(organisation, plan, SYSTEM, origin=themes["support"].target)
    action_end(done, "done", say("Работает для всех с прошлого квартала.", "Works for all since last quarter."),
               done.version, SYSTEM)  # fmt: skip
    then = timezone.now() - timedelta(days=60)
    Action.objects.filter(pk=done.pk).update(created_at=then - timedelta(days=40), ended_at=then)
    plan = Plan(say("Показать ремонт на линии в приложении", "Show work on the line in the app"), owner,
                today + timedelta(days=45), "feature")  # fmt: skip
    action_create(organisation, plan, SYSTEM, origin=themes["interface"].target)


def us_lay(organisation: Organisation, study: str, company: str) -> None:
    """Say which company of the index study the example company is; its results may still be under way."""
    found = Study.objects.filter(organisation=organisation, code=study).first()
    if found is not None:
        Us.objects.get_or_create(organisation=organisation, defaults={"study": found, "company": company, "version": 1})
