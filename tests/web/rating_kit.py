"""What tests of ratings share: a round of the study of companies, raters with a share, levels that they submit."""

import datetime as dt

from web_kit import PASSWORD

from centricity.web.audit.services import SYSTEM
from centricity.web.panels.judging import Seen
from centricity.web.people.roles import Reach, Role
from centricity.web.people.services import Scope, grant, user_create
from centricity.web.rating.assigning import Share, assign
from centricity.web.rating.models import Rater
from centricity.web.rating.rounds import Wanted, round_make
from centricity.web.rating.selectors import Seat
from centricity.web.rating.submitting import Given, submit

SEEN = Seen("page", "The roadmap", "https://cloud.example/roadmap", dt.date(2025, 10, 1))
A, B = "SYN01", "SYN02"


def rater_of(study, name, role=Role.RATER):
    """An account that rates one study and holds no other role."""
    user = user_create(f"{name}@rates.example", PASSWORD, name=name, language="en")
    grant(user, Scope(role, Reach.STUDY, study.code))
    return user


def begun(study, shows="submitted", **more):
    return round_make(study, Wanted("2025", shows, **more), SYSTEM)


def seated(made, user, companies=(A,), metrics=("1.1", "1.3")):
    """The seat of somebody who is given a share."""
    assign(made, user, Share(companies, metrics), SYSTEM)
    return Seat(made, Rater.objects.get(round=made, user=user))


def submitted(seat, level, company=A, metric="1.1", **more):
    return submit(seat.rater, company, metric, Given(level, **{"seen": SEEN, **more}), SYSTEM)
