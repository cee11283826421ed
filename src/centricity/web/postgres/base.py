"""Django's PostgreSQL, whose connections are looked at instead of asked whether they still stand."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is kept between requests; each of them begins with a look at it."""

    def is_usable(self) -> bool:
        """Whether the connection stands: a server that ends it says so, and only then, or after an error, it is asked.

        To ask takes a journey there and back for every request.
        """
        if self.connection is None or self.connection.closed:
            return False
        if self.errors_occurred or _has_something_to_say(self.connection.fileno()):
            return bool(super().is_usable())
        return True


def _has_something_to_say(number: int) -> bool:
    """Whether there is anything to be read, or no end of the line any more."""
    looking = select.poll()
    looking.register(number, select.POLLIN)
    return bool(looking.poll(0))
