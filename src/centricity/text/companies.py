"""Companies and the names they go by, as data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from centricity.errors import Fault, TextError
from centricity.language import Text
from centricity.methods.part import Code, Flag, Part
from centricity.methods.validate import validate
from centricity.methods.yaml_file import YamlFile, is_file, read_yaml
from centricity.tables.headers import shown
from centricity.text.aliases import forms_of
from centricity.text.normal import ENCODING, normalised
from centricity.text.rules import Context, Names, Rule, context_of
from centricity.text.senses import SenseModel, read_sense

KINDS: Final = ("name", "brand", "product", "ticker", "handle", "hashtag", "misspelling")
"""What a mention may go by."""
_FIELDS = {"name": "aliases", "brand": "brands", "product": "products", "ticker": "tickers", "handle": "handles",
           "hashtag": "hashtags", "misspelling": "misspellings"}  # fmt: skip
_SIGNS = {"handle": "@", "hashtag": "#"}
_INFLECTED = {"name", "brand", "product", "misspelling"}

_STOP_WORDS = (
    "а без бы был была было были в вам вас весь во вот все вы где да для до его ее если есть еще же за и из или им их "
    "к как кто ли мне мы на над нам нас не нет ни но о об он она они от по под при с со так там то тут ты у уже что "
    "чтобы это я a all an and any are as at be but by can do for from go has he her his how i if in is it its me my no "
    "not of on one or our out she so than that the their them then there they this to up us was we what when who why "
    "will with you your"
)
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())
"""Words that every text has; a name that is one of them needs words beside it."""


class Company(Part):
    """A company with all that it is called.

    Attributes
    ----------
    market
        Market beside whose ratings its own are set, as subjects of a study have it, such as B2B; companies without
        one are a market together. It moves nothing that is scanned.
    """

    company: Code
    name: Text
    aliases: Names = ()
    brands: Names = ()
    products: Names = ()
    tickers: Names = ()
    handles: Names = ()
    hashtags: Names = ()
    misspellings: Names = ()
    sites: Names = ()
    parent: Code | None = None
    market: Annotated[Code | None, Field(exclude=True)] = None
    inflect: Flag = True
    rules: tuple[Rule, ...] = ()

    def names(self) -> Iterator[tuple[str, str]]:
        """Kind and name of all that it is called; the names in both languages come first."""
        seen = set()
        for name in (self.name.ru, self.name.en):
            if name not in seen and name not in self.aliases:
                seen.add(name)
                yield "name", name
        for kind, key in _FIELDS.items():
            yield from ((kind, name) for name in getattr(self, key))


class CompaniesFile(Part):
    """The file ``companies.yaml``."""

    companies: Annotated[tuple[Company, ...], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True)
class Claim:
    """What it means that a form stands in a text.

    Attributes
    ----------
    company
        Its place in the list of companies.
    kind
        One of `KINDS`.
    alias
        The name as the file has it.
    capitals
        Whether every letter must be a capital where it stands.
    sign
        The sign that must stand before it, or nothing.
    gap
        Whether its words stand so far apart that a comma or a stop may stand between them.
    """

    company: int
    kind: str
    alias: str
    capitals: bool = False
    sign: str = ""
    gap: bool = False
    context: Context | None = None

    @property
    def looks(self) -> bool:
        """Whether the text as written, or the words beside, decide."""
        return self.capitals or self.gap or bool(self.sign) or self.context is not None


@dataclass(frozen=True)
class Companies:
    """Companies with the forms of all their names, and the models of names by their files."""

    companies: tuple[Company, ...]
    forms: tuple[bytes, ...]
    claims: tuple[tuple[Claim, ...], ...]
    senses: Mapping[str, SenseModel] = field(default_factory=dict)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of the companies, in the order of the file."""
        return tuple(company.company for company in self.companies)

    @cached_property
    def learned(self) -> tuple[tuple[str, str, str], ...]:
        """Company, name and digest of every model of a name."""
        rules = [(company.company, rule) for company in self.companies for rule in company.rules]
        return tuple((code, rule.name, self.senses[rule.model].digest) for code, rule in rules if rule.model)

    @cached_property
    def sites(self) -> dict[str, str]:
        """Company by the host of a site of its own."""
        return {site.lower().removeprefix("www."): c.company for c in self.companies for site in c.sites}

    @cached_property
    def markets(self) -> dict[str, str]:
        """Market by company."""
        return {c.company: c.market for c in self.companies if c.market is not None}

    @cached_property
    def parents(self) -> dict[str, str]:
        """Parent by company."""
        return {c.company: c.parent for c in self.companies if c.parent is not None}


def read_companies(path: Path, models: Path | None = None) -> Companies:
    """Read ``companies.yaml`` and make every form of every name.

    Parameters
    ----------
    models
        Folder of the models that its rules name; that of the file where not given.

    Raises
    ------
    TextError
        With every fault found: of the file, of a name that is empty or a stop word, of a rule for a name that is not
        there or a model that cannot be used, of a name that two companies claim.
    """
    if not is_file(path):
        raise TextError([Fault("text.no_companies", fields={"path": str(path)})])
    file = read_yaml(path, path.name)
    made = validate(CompaniesFile, file)
    if made.model is None or made.faults:
        raise TextError(made.faults)
    return companies_of(made.model.companies, file, models or path.parent)


def companies_of(companies: Sequence[Company], file: YamlFile | None = None, models: Path | None = None) -> Companies:
    """Make every form of every name; see `read_companies`.

    Raises
    ------
    TextError
        With every fault found.
    """
    file = file or YamlFile("companies.yaml")
    senses, faults = _senses(companies, file, models or Path())
    faults += _referring(companies, file)
    claims: dict[bytes, list[Claim]] = {}
    for i, company in enumerate(companies):
        rules = {rule.name: context_of(rule, senses) for rule in company.rules}
        for kind, name in company.names():
            faults += _unfit(file, i, kind, name, rules.get(name))
            for form, claim in _claims(company, i, kind, name, rules.get(name)):
                _claim(claims.setdefault(form, []), claim)
    faults += _shared(companies, claims, file)
    if faults:
        kinds = dict.fromkeys(fault.code for fault in faults)
        raise TextError([each for code in kinds for each in shown([f for f in faults if f.code == code])])
    forms = tuple(sorted(claims))
    return Companies(tuple(companies), forms, tuple(tuple(claims[form]) for form in forms), senses)


def _claims(
    company: Company, place: int, kind: str, name: str, context: Context | None
) -> Iterator[tuple[bytes, Claim]]:
    inflect = company.inflect and kind in _INFLECTED
    bare = name.lstrip("@#") if kind in _SIGNS else name
    for form, capitals in forms_of(bare, inflect=inflect).items():
        yield form, Claim(place, kind, name, capitals or kind == "ticker", _SIGNS.get(kind, ""), b"  " in form, context)


def _claim(known: list[Claim], claim: Claim) -> None:
    """Of two claims of one company by the same kind of look, keep the first and the looser one."""
    for i, other in enumerate(known):
        if other.company == claim.company:
            if other.looks and not claim.looks:
                known[i] = claim
                return
            if not other.looks or (other.sign, other.capitals) == (claim.sign, claim.capitals):
                return
    known.append(claim)


def _unfit(file: YamlFile, place: int, kind: str, name: str, context: Context | None) -> Iterator[Fault]:
    """A name of no letters, of one letter, or one that every text has."""
    plain = normalised(name).decode(ENCODING, "replace").strip()
    where = file.place(("companies", place, _FIELDS[kind]))
    if not plain:
        yield Fault("text.empty_alias", where, {"name": name})
    elif (
        (len(plain) == 1 or plain in STOP_WORDS)
        and kind not in _SIGNS
        and not (context and (context.reads or context.model))
    ):
        yield Fault("text.common_alias", where, {"name": name})


def _senses(companies: Sequence[Company], file: YamlFile, folder: Path) -> tuple[dict[str, SenseModel], list[Fault]]:
    """Models of names by their files; a file that is named twice is read once."""
    known: dict[str, SenseModel] = {}
    faults = []
    for i, j, rule in [(i, j, rule) for i, each in enumerate(companies) for j, rule in enumerate(each.rules)]:
        if rule.model is None:
            continue
        place = file.place(("companies", i, "rules", j, "model"))
        try:
            model = known[rule.model] = known.get(rule.model) or read_sense(folder / rule.model, rule.model)
        except TextError as error:
            faults += [replace(fault, place=place) for fault in error.faults]
            continue
        if normalised(model.name) != normalised(rule.name):
            fields = {"file": rule.model, "found": model.name, "name": rule.name}
            faults.append(Fault("text.sense_other_name", place, fields))
    return known, faults


def _referring(companies: Sequence[Company], file: YamlFile) -> Iterator[Fault]:
    """Codes given twice, parents that are not there, rules for names that are not there."""
    codes: dict[str, int] = {}
    for i, company in enumerate(companies):
        codes.setdefault(company.company, i)
    for i, company in enumerate(companies):
        if codes[company.company] < i:
            yield Fault("text.company_twice", file.place(("companies", i, "company")), {"company": company.company})
        if company.parent is not None and (company.parent not in codes or company.parent == company.company):
            fields = {"parent": company.parent}
            yield Fault("text.no_parent", file.place(("companies", i, "parent")), fields)
        known = {name for _, name in company.names()}
        for j, rule in enumerate(company.rules):
            if rule.name not in known:
                yield Fault("text.no_rule_name", file.place(("companies", i, "rules", j)), {"name": rule.name})
            if any(other.name == rule.name for other in company.rules[:j]):
                yield Fault("text.rule_twice", file.place(("companies", i, "rules", j)), {"name": rule.name})
            if not rule.asks:
                yield Fault("text.empty_rule", file.place(("companies", i, "rules", j)), {"name": rule.name})
            for word in rule.empty_words:
                yield Fault("text.empty_rule_word", file.place(("companies", i, "rules", j)), {"word": word})


def _shared(companies: Sequence[Company], claims: dict[bytes, list[Claim]], file: YamlFile) -> Iterator[Fault]:
    """Names that several companies claim with nothing to tell them apart; each pair is named once."""
    told = set()
    for known in claims.values():
        free = [claim for claim in known if claim.context is None and not claim.sign]
        owners = tuple(sorted({claim.company for claim in free}))
        if len(owners) > 1 and (owners, free[0].alias) not in told:
            told.add((owners, free[0].alias))
            names = ", ".join(companies[i].company for i in owners)
            yield Fault("text.shared_alias", file.place(("companies", owners[1])),
                        {"name": free[0].alias, "companies": names})  # fmt: skip
