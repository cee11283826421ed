"""A platform from a program or a notebook: ``Client("https://…", token).subjects("my-study")``.

Only the standard library is used, and polars where a table is asked for.
Everyday work has methods of its own; whatever else the platform offers is asked for by its name with ``call``.
"""

from centricity.client.answers import Answered, Content
from centricity.client.calls import Calls
from centricity.client.customers import Customers
from centricity.client.dashboard import Dashboard
from centricity.client.feedback import Feedback
from centricity.client.operations import Operation, Parameter
from centricity.client.refusals import RefusedError, ServerFault
from centricity.client.studies import Studies
from centricity.client.surveys import Surveys

__all__ = ["Answered", "Calls", "Client", "Content", "Operation", "Parameter", "RefusedError", "ServerFault"]


class Client(Studies, Surveys, Customers, Feedback, Dashboard):
    """A platform, as its API shows it to a token.

    Parameters
    ----------
    url
        Address of the platform; https, or http of this machine.
    token
        Made on the page "API tokens" of the platform; without one, only what is public is read.

    Raises
    ------
    MisuseError
        Where the address would carry the token unprotected, or the token is none.
    """
