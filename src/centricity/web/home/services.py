"""Saying which company of a study an organisation is."""

from typing import Any

from django.db import IntegrityError, transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.home.models import Mirror
from centricity.web.people.models import Organisation
from centricity.web.research.models import Study


@transaction.atomic
def mirror_set(organisation: Organisation, study: Study, subject: str, version: int, actor: Actor) -> Mirror:
    """Keep which company an organisation is; ``version`` is that of what was there before, nought where nothing was.

    Raises
    ------
    MisuseError
        Where somebody chose another meanwhile.
    """
    known = Mirror.objects.select_for_update(of=("self",)).select_related("study").filter(organisation=organisation)
    before = known.first()
    if (before.version if before is not None else 0) != version:
        raise MisuseError([Fault("web.changed_meanwhile")])
    made = before or Mirror(organisation=organisation)
    old = _told(before) if before is not None else None
    made.study, made.subject, made.version = study, subject, version + 1
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise MisuseError([Fault("web.changed_meanwhile")]) from None
    record(actor, "mirror.set", made.target, old, _told(made))
    return made


def mirror_drop(organisation: Organisation, version: int, actor: Actor) -> None:
    """Forget which company an organisation is.

    Raises
    ------
    MisuseError
        Where somebody chose another meanwhile.
    """
    with transaction.atomic():
        known = Mirror.objects.select_for_update(of=("self",)).select_related("study")
        before = known.filter(organisation=organisation).first()
        if before is None:
            return
        if before.version != version:
            raise MisuseError([Fault("web.changed_meanwhile")])
        record(actor, "mirror.dropped", before.target, _told(before))
        before.delete()


def _told(mirror: Mirror) -> dict[str, Any]:
    return {"study": mirror.study.code, "subject": mirror.subject}
