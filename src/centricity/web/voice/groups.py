"""What groups of a column are called: a channel has a word, what people called a group stands as it is."""

from centricity.web.customers.models import Channel


def group_word(column: str, key: str) -> str:
    """The name of a group in the language of the reader."""
    return str(dict(Channel.choices).get(key, key)) if column == "channel" else key
