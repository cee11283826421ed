"""Keys and names as they are compared: written once, as expressions over columns, for one value and for a million."""

import re

import polars as pl

from centricity.errors import Fault, MisuseError
from centricity.web.customers.models import LONGEST_KEY

EMAIL, PHONE = "email", "phone"
NAME_OF_KIND = re.compile(r"[^\W_][\w.-]{0,39}")
_FEWEST_DIGITS, _MOST_DIGITS = 5, 15


def email_of(text: pl.Expr) -> pl.Expr:
    """E-mails in lower case; nothing where it is none."""
    plain = text.str.normalize("NFC").str.strip_chars().str.to_lowercase()
    fit = plain.str.contains(r"^[^@\s,;<>]+@[^@\s,;<>]+$") & (plain.str.len_chars() <= LONGEST_KEY)
    return pl.when(fit).then(plain)


def phone_of(text: pl.Expr) -> pl.Expr:
    """Phones as digits with the country; eight before ten digits, and nine before nine, are Russian."""
    plain = text.str.strip_chars().str.replace(r"^00", "+")
    digits = plain.str.replace_all(r"[\s().+–—-]", "")
    abroad = plain.str.starts_with("+")
    russian = ~abroad & digits.str.contains(r"^[78][0-9]{10}$")
    short = ~abroad & digits.str.contains(r"^9[0-9]{9}$")
    fit = digits.str.contains(rf"^[0-9]{{{_FEWEST_DIGITS},{_MOST_DIGITS}}}$")
    whole = (
        pl.when(russian)
        .then("+7" + digits.str.slice(1))
        .when(short)
        .then("+7" + digits)
        .when(abroad)
        .then("+" + digits)
        .otherwise(digits)
    )
    return pl.when(fit).then(whole)


def number_of(text: pl.Expr) -> pl.Expr:
    """Numbers in a system as they stand, without the blanks around them."""
    plain = text.str.normalize("NFC").str.strip_chars()
    return pl.when((plain != "") & (plain.str.len_chars() <= LONGEST_KEY)).then(plain)


def key_of(kind: str, text: pl.Expr) -> pl.Expr:
    return {EMAIL: email_of, PHONE: phone_of}.get(kind, number_of)(text)


def sought_of(text: pl.Expr) -> pl.Expr:
    """Names as they are compared: without case, with one blank between words."""
    plain = text.str.normalize("NFKC").str.to_lowercase().str.replace_all("ё", "е", literal=True)
    return plain.str.replace_all(r"\s+", " ").str.strip_chars().str.slice(0, 200)


def key(kind: str, value: str) -> str | None:
    """One key as it is compared; None where it is none."""
    found: str | None = pl.select(key_of(kind, pl.lit(value, pl.String))).item()
    return found


def sought(name: str) -> str:
    return str(pl.select(sought_of(pl.lit(name, pl.String))).item())


def sound(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keys as they are compared, each once.

    Raises
    ------
    MisuseError
        With every key that is none.
    """
    found: dict[tuple[str, str], None] = {}
    faults = []
    for kind, value in ((kind.lower(), value) for kind, value in pairs):
        compared = key(kind, value) if NAME_OF_KIND.fullmatch(kind) else None
        if compared is None:
            faults.append(Fault("web.customer_key_unfit", fields={"kind": kind[:40], "value": value[:100]}))
        else:
            found[kind, compared] = None
    if faults:
        raise MisuseError(faults)
    return list(found)
