"""The audit log in words: what was done, by whom, and what changed; what has no word is told by its code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from centricity.web.audit.models import Entry
from centricity.web.companies.models import Comment
from centricity.web.customers.models import Channel
from centricity.web.feedback.models import Item, Theme, Tone
from centricity.web.files.models import StoredFile
from centricity.web.improvement.models import Action, Barrier, Ritual
from centricity.web.people.roles import REACHES, ROLES
from centricity.web.people.selectors import emails_of
from centricity.web.rating.models import Round

ACTIONS = {
    "comment.answered": _("answered a company's comment"),
    "comment.made": _("commented on a number of a company"),
    "comment.withdrawn": _("took a company's comment back"),
    "consent.stated": _("stated whether a company may be named"),
    "customer.changed": _("changed a customer"),
    "customer.contacted": _("contacted a customer"),
    "customer.created": _("added a customer"),
    "customer.differs": _("told two customers apart"),
    "customer.erased": _("erased a customer"),
    "customer.exported": _("downloaded the data of a customer"),
    "customer.merge_undone": _("undid a merge of customers"),
    "customer.merged": _("merged customers"),
    "customers.forecast_exported": _("took the forecast of customers out as a table"),
    "customers.import_asked": _("asked for an import of customers"),
    "customers.imported": _("imported customers"),
    "customers.sheet": _("chose a sheet of a file of customers"),
    "customers.uploaded": _("uploaded a file of customers"),
    "customers.valued": _("asked what customers are worth"),
    "customer.interaction": _("kept what happened with a customer"),
    "segment.changed": _("changed a segment"),
    "segment.created": _("made a segment"),
    "segment.deleted": _("deleted a segment"),
    "segment.exported": _("took the customers of a segment out as a table"),
    "action.changed": _("changed an action"),
    "action.created": _("made an action"),
    "action.experiment": _("told what an action is to show"),
    "action.ended": _("ended an action"),
    "action.aimed": _("said that an action serves a target"),
    "action.unaimed": _("said that an action does not serve a target"),
    "action.barriers": _("said which barriers an action is to lower"),
    "audit.exported": _("took the audit log out as a file"),
    "barrier.changed": _("changed a barrier"),
    "barrier.created": _("added a barrier"),
    "incentive.changed": _("changed what a reward hangs on"),
    "incentive.created": _("said what a reward hangs on"),
    "ritual.changed": _("changed a ritual"),
    "ritual.created": _("made a ritual"),
    "sitting.excused": _("told why a sitting was missed"),
    "sitting.held": _("marked a sitting as held"),
    "sitting.topic": _("put something on the agenda of a sitting"),
    "cause.created": _("added a cause"),
    "desk.follow_ups": _("said who comes back to customers, and by when"),
    "organisation.hours": _("set the working hours"),
    "desk.form": _("switched the public form"),
    "desk.ways": _("listed the channels that are offered"),
    "edition.uploaded": _("uploaded an edition"),
    "feedback.answered": _("answered feedback"),
    "feedback.assigned": _("gave feedback to somebody"),
    "feedback.closed": _("closed feedback"),
    "answers.exported": _("took single answers out as a table"),
    "feedback.customer": _("said whose feedback it is"),
    "feedback.exported": _("took feedback out as a table"),
    "feedback.import_faulty": _("found faults in a table of feedback"),
    "feedback.imported": _("imported feedback"),
    "feedback.received": _("left feedback"),
    "feedback.reopened": _("opened feedback again"),
    "feedback.sorted": _("said what feedback is"),
    "feedback.sheet": _("chose a sheet of a table of feedback"),
    "feedback.uploaded": _("uploaded a table of feedback"),
    "feedback.spam": _("put feedback aside as spam"),
    "file.removed": _("removed a file"),
    "file.stored": _("added a file"),
    "follow_up.closed": _("closed a follow-up"),
    "follow_up.given": _("gave a follow-up to somebody"),
    "follow_up.opened": _("opened a follow-up"),
    "follow_up.withdrawn": _("withdrew a follow-up"),
    "grant.given": _("gave a role"),
    "grant.taken": _("took a role away"),
    "identity.connected": _("connected an identity provider"),
    "invitation.accepted": _("accepted an invitation"),
    "invitation.resent": _("sent an invitation again"),
    "invitation.sent": _("sent an invitation"),
    "invitation.withdrawn": _("withdrew an invitation"),
    "mfa.added": _("added a second factor"),
    "mfa.failed": _("failed at the second factor"),
    "mfa.removed": _("removed a second factor"),
    "mfa.reset": _("removed somebody's second factor"),
    "mfa.renewed": _("renewed the recovery codes"),
    "organisation.created": _("added an organisation"),
    "password.changed": _("changed the password"),
    "sessions.ended": _("ended all sessions"),
    "sign_in": _("signed in"),
    "sign_in.failed": _("failed to sign in"),
    "sign_in.locked": _("was locked out after failures"),
    "sign_in.refused": _("was refused by sign-in"),
    "sign_out": _("signed out"),
    "study.asked": _("asked for a computation"),
    "study.computed": _("computed a study"),
    "study.created": _("added a study"),
    "study.goal": _("set a target of a study"),
    "study.goal_changed": _("changed a target of a study"),
    "study.goal_dropped": _("dropped a target of a study"),
    "study.openness": _("changed who may see a study"),
    "survey.answered": _("brought an answer to a survey"),
    "survey.created": _("made a survey"),
    "survey.cycle": _("said when the next one of a survey is due"),
    "survey.followed": _("made the next one of a survey"),
    "survey.dressed": _("changed how a survey looks"),
    "survey.drafted": _("changed the draft of a survey"),
    "survey.invited": _("invited people to a survey"),
    "survey.reminded": _("reminded people of a survey"),
    "survey.public": _("changed who may answer a survey"),
    "survey.published": _("published a version of a survey"),
    "survey.pace": _("set how often an organisation asks"),
    "survey.recurred": _("made the next one of a survey by itself"),
    "survey.rhythm": _("set when a survey asks again"),
    "survey.round": _("opened a wave of a survey"),
    "survey.trigger": _("set after which events a survey asks"),
    "survey.sites": _("set the sites that may show a survey"),
    "survey.state": _("opened or closed a survey"),
    "survey.wave": _("made a study of a survey"),
    "board.added": _("added a board over the warehouse"),
    "board.changed": _("changed a board over the warehouse"),
    "board.computed": _("computed a board over the warehouse"),
    "board.removed": _("took a board over the warehouse away"),
    "panel.created": _("made a panel"),
    "panel.cycle": _("said when the next one of a panel is due"),
    "panel.handed_in": _("handed in ratings to a panel"),
    "panel.opened": _("laid the ratings of a panel open"),
    "panel.changed": _("changed a rating that lay open"),
    "panel.closed": _("closed a panel"),
    "panel.wave": _("made a study of a panel"),
    "rating.assigned": _("gave companies and metrics to a rater"),
    "rating.changed": _("changed the terms of a rating"),
    "rating.closed": _("closed a rating"),
    "rating.made": _("began a rating"),
    "rating.returned": _("gave a level back to its rater"),
    "rating.submitted": _("submitted a level"),
    "rating.taken": _("took levels of raters over into a study"),
    "rating.unassigned": _("took companies and metrics back from a rater"),
    "survey.weighted": _("told the shares that a survey is weighed to"),
    "theme.changed": _("changed a theme"),
    "theme.created": _("added a theme"),
    "token.created": _("made a token"),
    "token.revoked": _("revoked a token"),
    "alert.acknowledged": _("acknowledged an alert"),
    "alerts.chosen": _("chose what to be told of"),
    "digest.switched": _("switched the weekly letter"),
    "us.chosen": _("chose which company is the organisation"),
    "view.changed": _("changed a kept view"),
    "view.deleted": _("took a kept view away"),
    "view.kept": _("kept a view of the dashboard"),
    "watch.made": _("set a watch on a number"),
    "watch.changed": _("changed a watch"),
    "watch.deleted": _("took a watch away"),
    "goal.set": _("set a target of a metric"),
    "goal.changed": _("changed a target of a metric"),
    "goal.dropped": _("dropped a target of a metric"),
    "user.created": _("made an account"),
    "user.deactivated": _("closed an account"),
    "user.erased": _("erased a person"),
    "user.exported": _("downloaded the data of an account"),
    "user.profile": _("changed the profile"),
    "user.reactivated": _("opened an account again"),
    "webhook.created": _("added a webhook"),
    "webhook.ended": _("ended a webhook"),
    "webhook.resent": _("sent a message of a webhook again"),
}
_FIELDS = {
    "about": _("evidence"), "access": _("who may have it"), "file": _("file"), "name": _("name of the file"),
    "sha256": _("SHA-256"),
    "channel": _("channel"), "consent": _("consent"), "facts": _("facts"), "reason": _("reason given"),
    "by": _("by"), "delivery": _("message"), "digest": _("digest"), "edition": _("edition"), "events": _("events"),
    "expires": _("expires"), "job": _("job"), "login": _("mark of the e-mail"), "openness": _("open to"),
    "organisation": _("organisation"), "reach": _("reach"), "role": _("role"), "run": _("run"), "scope": _("where"),
    "scopes": _("rights"), "sound": _("without faults"), "subject": _("company"), "type": _("kind"),
    "node": _("what is to change"), "target": _("target"),
    "code": _("code"), "study": _("study"), "public": _("whoever has the address"),
    "url": _("address"), "user": _("account"),
    "cause": _("cause"), "count": _("how many"), "due": _("due"), "form_open": _("form is on"),
    "kind": _("kind"), "known": _("known already"), "origin": _("came of"), "owner": _("owner"), "state": _("state"),
    "theme": _("theme"), "tone": _("tone"),
    "shared": _("shared with the organisation"), "metric": _("metric"), "muted": _("not to be heard of"),
    "on": _("switched on"), "company": _("company"),
    "every": _("how often"), "barriers": _("barriers"), "first": _("first day"), "members": _("expected"),
    "day": _("day"), "guests": _("guests"),
    "people": _("people"), "sales": _("share of sales"), "parts": _("metrics"), "least": _("fewest answers"),
    "most_fall": _("how far the response rate may fall"), "own_known": _("own channels are known"),
    "own_channels": _("own channels"),
    "comment": _("comment"), "comment_state": _("state of the comment"), "named": _("may be named"),
    "round": _("rating"), "wave": _("wave"), "shows": _("levels of others are seen"), "companies": _("companies"),
    "criteria": _("metrics"), "level": _("level"), "note": _("note"), "title": _("what was seen"),
    "reference": _("where it is"), "reason_told": _("what is to be corrected"),
    "provider": _("identity provider"), "why": _("why"),
}  # fmt: skip
_VALUES: dict[str, Mapping[Any, Any]] = {
    "role": dict(ROLES),
    "reach": dict(REACHES),
    "by": {"own account": _("own account"), "identity provider": _("identity provider")},
    "why": {
        "connecting": _("it was no sign-in"),
        "no_email": _("no e-mail was named"),
        "unconfirmed": _("the e-mail is not confirmed"),
        "domain": _("the e-mail is of another domain"),
        "unknown": _("no account and no open invitation"),
    },
    "openness": {"closed": _("only who was granted a role"), "public": _("everybody sees the public edition")},
    "type": {"totp": _("app with codes"), "recovery_codes": _("recovery codes"), "webauthn": _("key")},
    "sound": {True: _("yes"), False: _("no")},
    "reason": {True: _("yes"), False: _("no")},
    "shared": {True: _("yes"), False: _("no")},
    "on": {True: _("yes"), False: _("no")},
    "own_known": {True: _("yes"), False: _("no")},
    "form_open": {True: _("yes"), False: _("no")},
    "named": {True: _("yes"), False: _("no")},
    "comment_state": dict(Comment.State.choices),
    "shows": dict(Round.Shows.choices),
    "kind": dict([*Item.Kind.choices, *Action.Kind.choices, *Ritual.Kind.choices, *Barrier.Kind.choices]),
    "every": dict(Ritual.Every.choices),
    "tone": dict(Tone.choices),
    "channel": dict(Channel.choices),
    "state": dict([*Action.State.choices, *Theme.State.choices, *Barrier.State.choices]),
    "access": dict(StoredFile.Access.choices),
}
_NOBODY = {"system": _("the platform"), "anonymous": _("not signed in")}


@dataclass(frozen=True)
class Line:
    """An entry as it is read: who and of what by name where there is one, changes as (field, value)."""

    entry: Entry
    actor: str
    action: str
    target: str
    before: list[tuple[str, str]]
    after: list[tuple[str, str]]


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Entries in the language of the reader; people are named by their e-mails while they have an account."""
    found = list(entries)
    emails = emails_of({_number(name) for each in found for name in (each.actor, each.target)} - {0})
    return [
        Line(each, _named(each.actor, emails), str(ACTIONS.get(each.action, each.action)),
             _named(each.target, emails), _pairs(each.before), _pairs(each.after))
        for each in found
    ]  # fmt: skip


def _number(name: str) -> int:
    """The number of an account; nought where the name is another thing's."""
    kind, _colon, number = name.partition(":")
    return int(number) if kind == "user" and number.isdecimal() else 0


def _named(name: str, emails: dict[int, str]) -> str:
    return emails.get(_number(name)) or str(_NOBODY.get(name, name))


def _pairs(told: dict[str, Any] | None) -> list[tuple[str, str]]:
    return [(str(_FIELDS.get(name, name)), _value(name, value)) for name, value in (told or {}).items() if value != ""]


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(name, each) for each in value)
    if name == "expires" and (moment := parse_datetime(str(value))):
        return date_format(moment)
    return str(_VALUES.get(name, {}).get(value, value))
