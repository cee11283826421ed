"""Labels of a name that is also a word, and the model learned from them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from centricity.cli.text_ask import Question, ask
from centricity.cli.words import say
from centricity.errors import Fault, MisuseError, Place
from centricity.language import Language, number
from centricity.tables.write import write_whole
from centricity.text.scan import known_in
from centricity.text.sense_labels import ASKED, of_name, owner_of, places, read_rows, seen_in, to_csv
from centricity.text.store import Store
from centricity.text.tone.correct import draw_sample


def label_name(folder: Path, file: Path, name: str, company: str | None, n: int, seed: int) -> None:
    """Draw places of a name or take up earlier ones, ask of each whether it is the company, and count the answers."""
    store = Store.opened(folder)
    known = known_in(folder)
    owner = owner_of(known, name, company)
    if not file.exists():
        drawn = draw_sample(places(store, known, name, owner, seed), n, seed, ASKED)
        write_whole(file, to_csv(drawn).encode())
    rows = read_rows(file)
    if {(row["name"], row["company"]) for row in rows} - {(name, owner)}:
        there = sorted({f"{row['name']} ({row['company']})" for row in rows})
        raise MisuseError([Fault("text.sense_names", Place(str(file)), {"names": there})])
    title = known.companies[known.codes.index(owner)].name
    ask(rows, _question(say(title.ru, title.en)), lambda: write_whole(file, to_csv(rows).encode()))
    _say_counts(rows)


def _question(company: str) -> Question:
    return Question(
        say(f"это {company}? + да, - нет, ? неясно, q - выйти", f"is it {company}? + yes, - no, ? unclear, q to leave"),
        {"+": "1", "-": "0", "−": "0", "?": "?"},
        say("Введите +, - или ?.", "Type +, - or ?."),
    )


def _say_counts(rows: Sequence[dict[str, str]]) -> None:
    counts = Counter(row["label"] for row in rows)
    click.echo(say(
        f"Мест {len(rows)}: компания {counts['1']}, не она {counts['0']}, неясно {counts['?']}, "
        f"осталось {counts['']}.",
        f"{len(rows)} places: the company {counts['1']}, not it {counts['0']}, unclear {counts['?']}, "
        f"left {counts['']}.",
    ))  # fmt: skip


def train_name(files: Sequence[Path], out: Path, name: str | None, lang: Language) -> None:
    """Learn the senses of a name, say how well places hidden from the model are told, write the model."""
    from centricity.text.sense_learning import learn

    name, rows = of_name([row for file in files for row in read_rows(file)], name)
    clear = [row for row in rows if row["label"] in {"0", "1"}]
    documents = [row["mention"].partition(":")[0] for row in clear]
    model = learn(name, [seen_in(row) for row in clear], [int(row["label"]) for row in clear], documents)
    write_whole(out, model.to_bytes())
    right, all_ = (_share(share, lang) for share in (model.hidden.precision, model.hidden.recall))
    company, other = model.labels
    click.echo(say(
        f"Меток {len(clear)}: компания {company}, не она {other}. На скрытых от модели точность {right}, "
        f"полнота {all_}. Записано в {out}.",
        f"{len(clear)} labels: the company {company}, not it {other}. On those hidden from the model precision is "
        f"{right}, recall {all_}. Written to {out}.",
    ))  # fmt: skip


def _share(share: tuple[float, float, float], lang: Language) -> str:
    value, low, high = (number(each, lang, 2) for each in share)
    return f"{value} ({low} … {high})"
