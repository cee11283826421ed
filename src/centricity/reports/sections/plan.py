"""Goals and the actions behind them."""

from centricity.errors import MisuseError
from centricity.index.groups import MARKET
from centricity.index.plan import Plan
from centricity.language import long_date
from centricity.reports.context import Context
from centricity.reports.document import Block, Callout, Cell, Column, Heading, Paragraph, Section, Table
from centricity.studies.goals import Progress, next_due
from centricity.studies.what_if import plan_for


def goals(at: Context) -> Section | None:
    """Goals with their progress; a goal without an owned, dated action is called out."""
    shown = [goal for goal in at.result.goals if goal.goal.subject is None or not at.result.public]
    if not shown:
        return None
    blocks: list[Block] = [_table(at, shown)]
    due = next_due(at.result.study.settings, at.method)
    if due is not None:
        said = at.say("Следующее измерение по циклу методики: ", "Next assessment by the method's cycle: ")
        blocks.append(Paragraph(said + long_date(due, at.language) + ("" if at.language == "ru" else ".")))
    wishes = [goal for goal in shown if goal.unowned]
    if wishes:
        names = tuple(_name(at, goal) for goal in wishes)
        title = at.say(
            "Цели, за которыми нет действия с ответственным и сроком", "Goals without an action that has owner and date"
        )
        blocks.append(Callout("warning", title, names))
    for goal in shown:
        own = [*([_actions(at, goal)] if goal.goal.actions else []), *_cheapest(at, goal)]
        if own:
            blocks += [Heading(_name(at, goal)), *own]
    return Section("goals", at.say("Цели и действия", "Goals and actions"), blocks)


def _name(at: Context, goal: Progress) -> str:
    who = at.named(goal.goal.subject or MARKET)
    return f"{who}: {at.label(goal.goal.node)} → {at.score(goal.target)} ({goal.goal.wave})"


def _table(at: Context, shown: list[Progress]) -> Table:
    head = (
        Column(at.say("Чья цель", "Whose"), wide=1),
        Column(at.say("Показатель", "Node"), wide=1),
        Column(at.say("Было", "Base"), numeric=True),
        Column(at.say("Сейчас", "Now"), numeric=True),
        Column(at.say("Цель", "Target"), numeric=True),
        Column(at.say("Пройдено", "Progress"), numeric=True),
        Column(at.say("К волне", "By wave")),
        Column(at.say("Ответственный", "Owner"), wide=1),
    )
    rows = tuple(
        (
            Cell(at.named(goal.goal.subject or MARKET), at.named(goal.goal.subject or MARKET)),
            Cell(at.label(goal.goal.node), at.label(goal.goal.node)),
            at.plain(goal.base),
            at.plain(goal.now),
            at.plain(goal.target),
            Cell(at.percent(goal.share), goal.share, strong=True),
            Cell(goal.goal.wave, goal.goal.wave),
            Cell(at.text(goal.goal.owner) or "–", at.text(goal.goal.owner)),
        )
        for goal in shown
    )
    return Table(head, rows, at.say("Цели", "Goals"), sheet=at.say("Цели", "Goals"))


def _actions(at: Context, goal: Progress) -> Table:
    head = (
        Column(at.say("Действие", "Action"), wide=1),
        Column(at.say("Ответственный", "Owner"), wide=1),
        Column(at.say("Срок", "Due")),
    )
    rows = tuple(
        (
            Cell(at.text(action.title), at.text(action.title)),
            Cell(at.text(action.owner) or "–", at.text(action.owner)),
            Cell(long_date(action.due, at.language) if action.due else "–", str(action.due or "")),
        )
        for action in goal.goal.actions
    )
    return Table(head, rows)


def _cheapest(at: Context, goal: Progress) -> list[Block]:
    """The cheapest steps to a goal on the index, within the house only; nothing where they cannot be proved."""
    if at.result.public or goal.goal.node != at.method.index.code:
        return []
    try:
        planned = plan_for(at.result, goal.goal.subject or MARKET, goal.target, plans=1)
    except MisuseError:
        return []
    if planned.out_of_reach:
        most = at.score(planned.room.most)
        said = at.say(f"Цель недостижима: все улучшения вместе дают {most}.",
                      f"The goal is out of reach: all improvements together give {most}.")  # fmt: skip
        return [Paragraph(said)]
    return [_steps(at, plan) for plan in planned.plans]


def _steps(at: Context, plan: Plan) -> Table:
    head = (
        Column(at.say("Метрика", "Metric"), wide=1), Column(at.say("Было", "From"), numeric=True),
        Column(at.say("Нужно", "To"), numeric=True), Column(at.say("Усилия", "Effort"), numeric=True),
        Column(at.say("Прибавка", "Gain"), numeric=True),
    )  # fmt: skip
    rows = tuple(
        (Cell(at.coded(step.metric), at.coded(step.metric)), at.plain(step.before, 2), at.plain(step.after, 2),
         at.plain(step.effort, 2), Cell(at.points(step.gain, 2), step.gain))
        for step in plan.steps
    )  # fmt: skip
    caption = at.say("Самый дешёвый набор шагов до цели", "The cheapest set of steps to the goal")
    note = at.say(
        "Усилие шага — из efforts в study.yaml, иначе 1. Это счёт, а не обещание: прибавка верна, если шаг сделан.",
        "The effort of a step is from efforts in study.yaml, else 1. This is arithmetic, no promise: the gain holds if "
        "the step is made.",
    )
    return Table(head, rows, caption, note, at.say("План", "Plan"))
