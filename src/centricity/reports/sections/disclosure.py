"""What is withheld and why, in figures."""

from collections.abc import Iterator

from centricity.reports.context import Context
from centricity.reports.document import Block, Bullets, Paragraph, Section


def disclosure(at: Context) -> Section:
    """What is withheld (or would be, in the public edition) and why."""
    blocks: list[Block] = [Paragraph(_lead(at)), Bullets((*_rows(at), *_groups(at))), Paragraph(_rule(at))]
    return Section("disclosure", at.say("Раскрытие данных", "Disclosure"), blocks)


def _lead(at: Context) -> str:
    if at.method.is_survey():
        return at.say(
            "Ответы опроса защищены в любом издании; не показаны:",
            "Answers of a survey are protected in every edition; left out are:",
        )
    if at.result.public:
        return at.say("Это открытое издание; в нём не показаны:", "This is the public edition; it leaves out:")
    return at.say(
        "Это внутреннее издание: показано всё. В открытом издании не были бы показаны:",
        "This is the internal edition: everything is shown. The public edition would leave out:",
    )


def _rows(at: Context) -> Iterator[str]:
    guard, members, policy = at.result.wave.disclosure, at.result.wave.market_members, at.method.policies.disclosure
    if policy.consent_column is not None:
        n = int(guard.no_consent[members].sum())
        yield at.say(f"Строк без согласия на показ: {n}.", f"Rows without consent: {n}.")
    if policy.min_respondents > 1:
        n, need = int(guard.too_few[members].sum()), policy.min_respondents
        yield at.say(f"Строк, где ответивших меньше {need}: {n}.", f"Rows with fewer than {need} respondents: {n}.")
    n = int(guard.complementary[members].sum())
    yield at.say(f"Строк, скрытых, чтобы защитить другие: {n}.", f"Rows withheld to protect others: {n}.")


def _groups(at: Context) -> Iterator[str]:
    guard, least = at.result.wave.disclosure, at.method.policies.disclosure.min_group_n
    for keys, title in (
        (guard.small, at.say(f"Групп меньше {least}", f"Groups smaller than {least}")),
        (guard.differencing, at.say("Групп, скрытых, чтобы защитить другие", "Groups withheld to protect others")),
    ):
        names = ", ".join(at.group(grouping, code) for grouping, code in sorted(keys))
        yield f"{title}: {len(keys)}" + (f" ({names})" if names else "") + "."


def _rule(at: Context) -> str:
    return at.say(
        "Скрытую строку нельзя получить вычитанием: скрыто и то, что её выдало бы, а разброс групп, где есть скрытые "
        "строки, не показан или округлён; места считаются среди показанных. Малая группа, все члены которой показаны, "
        "не тайна: она скрыта потому, что по ней нельзя судить.",
        "A withheld row cannot be had by subtraction: what would give it away goes too, the dispersion of groups "
        "with withheld rows is left out or rounded, and places are counted among the rows shown. A small group "
        "whose members are all shown is no secret: it is left out because it is too small to speak of.",
    )
