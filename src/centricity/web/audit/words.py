"""The audit log in words: what was done, and by whom; what has no word is told by its code."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from centricity.web.audit.field_words import number_of, numbers_in, pairs
from centricity.web.audit.models import Entry
from centricity.web.people.selectors import emails_of

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
    "study.stopped": _("stopped a computation"),
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
    "panel.opened": _("opened the ratings of a panel"),
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
    told = {number for each in found for number in numbers_in(each.before) | numbers_in(each.after)}
    emails = emails_of((told | {number_of(name) for each in found for name in (each.actor, each.target)}) - {0})
    return [
        Line(each, _named(each.actor, emails), str(ACTIONS.get(each.action, each.action)),
             _named(each.target, emails), pairs(each.action, each.before, emails),
             pairs(each.action, each.after, emails))
        for each in found
    ]  # fmt: skip


def _named(name: str, emails: dict[int, str]) -> str:
    return emails.get(number_of(name)) or str(_NOBODY.get(name, name))
