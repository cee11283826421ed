"""What a host lets be read, by its robots file."""

from urllib.robotparser import RobotFileParser

from centricity.text.fetch.connection import Answer

_CLOSED = "User-agent: *\nDisallow: /"


def closed() -> RobotFileParser:
    """Rules of a host whose robots file cannot be got: nothing may be read."""
    return _parsed(_CLOSED)


def rules(answer: Answer) -> RobotFileParser:
    """Rules by the answer to a request for a robots file; without one everything may be read."""
    if answer.status == 200:
        return _parsed(answer.raw.decode("utf-8", "replace").removeprefix("\ufeff"))
    absent = 400 <= answer.status < 500 and answer.status not in {401, 403, 429}
    return _parsed("") if absent else closed()


def _parsed(robots: str) -> RobotFileParser:
    found = RobotFileParser()
    try:
        found.parse(robots.splitlines())
    except ValueError:  # a path that is no address
        return closed()
    return found
