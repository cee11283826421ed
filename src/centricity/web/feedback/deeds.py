"""What is done with feedback on its page: each deed has its form and what it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.audit.services import Actor
from centricity.web.feedback import handling
from centricity.web.feedback.forms import AnswerForm, AssignForm, CloseForm, SortForm, WhoseForm
from centricity.web.feedback.linking import customer_set
from centricity.web.feedback.models import Item
from centricity.web.feedback.reaching import needs_reason
from centricity.web.feedback.taking import suggestion_take
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.ritual_forms import DiscussForm
from centricity.web.improvement.sittings import discuss

Given = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """A form for feedback, what it calls, and what is told when it is done."""

    form: Callable[..., forms.Form]
    work: Callable[[Item, forms.Form, int, Actor, Any], Any]
    done: Any


def _assign(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    handling.assign(item, form.cleaned_data["person"], version, actor)


def _sort(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    handling.sort(item, handling.Sorting(**form.cleaned_data), version, actor)


def _take(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    suggestion_take(item, version, actor)


def _answer(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    given = form.cleaned_data
    more = {"send": given["send"], "reason": given["reason"]}
    handling.answer(item, given["text"], given["channel"], version, actor, by, **more)


def _attach(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    customer_set(item, form.cleaned_data["customer"], version, actor)


def _detach(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    customer_set(item, None, version, actor)


def _close(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    handling.close(item, form.cleaned_data["outcome"], form.cleaned_data["cause"], version, actor)


def _spam(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    handling.mark_spam(item, version, actor)


def _reopen(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    handling.reopen(item, version, actor)


def _act(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    handling.act(item, form.plan(), version, actor)


def _discuss(item: Item, form: Any, version: int, actor: Actor, by: Any) -> None:
    discuss(form.cleaned_data["ritual"], item.target, actor)


def _bare(_organisation: Any, *args: Any, **more: Any) -> forms.Form:
    return forms.Form(*args, **more)


DEEDS: dict[str, Deed] = {
    "assign": Deed(AssignForm, _assign, _("It is given.")),
    "sort": Deed(SortForm, _sort, _("Kind, tone and theme are saved.")),
    "take": Deed(_bare, _take, _("The suggestion is taken.")),
    "answer": Deed(AnswerForm, _answer, _("The answer is saved.")),
    "close": Deed(CloseForm, _close, _("The feedback is closed.")),
    "spam": Deed(_bare, _spam, _("It is put aside as spam.")),
    "reopen": Deed(_bare, _reopen, _("The feedback is open again.")),
    "attach": Deed(WhoseForm, _attach, _("The message is the customer's.")),
    "detach": Deed(_bare, _detach, _("The message is no known customer's.")),
    "act": Deed(ActionForm, _act, _("The action is made.")),
    "discuss": Deed(DiscussForm, _discuss, _("It is on the agenda of the next sitting.")),
}


def forms_for(item: Item, user: Any) -> dict[str, forms.Form]:
    """Forms of what can be done with feedback as it is."""
    begin: dict[str, Given] = {
        "assign": {"person": item.assigned_to_id},
        "sort": {"kind": item.kind, "tone": item.tone, "theme": item.theme_id},
        "answer": {"channel": item.answer_by or item.channel},
        "close": {},
        "act": {"title": str(item)[:300], "owner": user.pk},
        "discuss": {},
    }
    made = {
        name: DEEDS[name].form(item.organisation, initial=begin[name], auto_id=f"{name}_%s")
        for name in possible(item)
        if name in begin
    }
    if "answer" in made and not needs_reason(item.customer):
        del made["answer"].fields["reason"]
    return made


def possible(item: Item) -> set[str]:
    """Names of what can be done with feedback as it is."""
    if item.state == Item.State.SPAM:
        return {"reopen"}
    if item.state == Item.State.CLOSED:
        return {"reopen", "sort", "act", "take", "discuss", "attach", "detach"}
    return set(DEEDS) - {"reopen"}
