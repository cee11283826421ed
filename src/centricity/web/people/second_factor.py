"""Taking away the second factor of somebody who has lost it, with all recovery codes and keys."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.people import notices
from centricity.web.people.models import User
from centricity.web.people.services import turn


@transaction.atomic
def second_factor_remove(user: User, version: int, actor: Actor) -> None:
    """Remove apps, keys and recovery codes of a person as it was read, and end its sessions.

    Raises
    ------
    MisuseError
        Where the person has none, or was changed meanwhile.
    """
    user = turn(user, version)
    held = Authenticator.objects.filter(user=user)
    if not held.exists():
        raise MisuseError([Fault("web.no_second_factor")])
    kinds = sorted(set(held.values_list("type", flat=True)))
    held.delete()
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    record(actor, "mfa.reset", f"user:{user.pk}", before={"type": kinds})
    notices.tell(user, "second_factor_removed", actor.address)
