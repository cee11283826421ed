"""A model of tone learned from mentions that were labelled by hand."""

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from centricity.cli.words import say
from centricity.errors import Fault, MisuseError, Place
from centricity.language import Language, number
from centricity.tables.write import write_whole
from centricity.text.judge import Judge
from centricity.text.passages import placed
from centricity.text.sense_labels import is_of_names
from centricity.text.tone import Model, load_plugin, shipped
from centricity.text.tone.correct import read_labels


def train_texts(files: Sequence[Path], out: Path, name: str | None, lang: Language) -> None:
    """Learn what the labels are of: the senses of a name, or the tone."""
    if is_of_names(files[0]):
        from centricity.cli.text_names import train_name

        train_name(files, out, name, lang)
    else:
        train_model(files, out, name or "own", lang)


def train_model(files: Sequence[Path], out: Path, version: str, lang: Language) -> None:
    """Learn from files of labels, say how well mentions hidden from the model are judged, write the model."""
    from centricity.text.tone.evaluation import macro_f1
    from centricity.text.tone.training import Settings, learn

    texts, starts, ends, labels, groups = [], [], [], [], []
    for file in files:
        for row in read_labels(file).rows:
            text, start, end = placed(row["sentence"])
            texts.append(text)
            starts.append(start)
            ends.append(end)
            labels.append(int(row["label"]))
            groups.append(row["mention"].partition(":")[0])
    _, numbers = np.unique(np.array(groups, np.str_), return_inverse=True)
    settings = Settings(version=version)
    lesson = learn(texts, starts, ends, labels, numbers, None, settings)
    model = Model({"post": lesson.head}, {"version": version, "labels": len(labels)})
    write_whole(out, model.to_bytes())
    score = number(macro_f1(labels, lesson.hidden_labels), lang, 3)
    click.echo(say(
        f"Меток {len(labels)}; F1 по похвале и критике на скрытых от модели {score}. Записано в {out}.",
        f"{len(labels)} labels; F1 over praise and blame on those hidden from the model {score}. Written to {out}.",
    ))  # fmt: skip


def judge_of(asked: Sequence[str]) -> tuple[Judge, bool]:
    """Who judges the tone, and whether the models can be sent to other processes.

    Parameters
    ----------
    asked
        ``ru=model.bin`` or ``en=folder``; a path alone speaks for Russian.
    """
    models = {name: shipped(name) for name in ("ru", "en")}
    for each in asked:
        language, mark, path = each.partition("=")
        if not mark:
            language, path = "ru", each
        if language not in models:
            raise MisuseError([Fault("text.model_language", Place(), {"got": each})])
        models[language] = load_plugin(path)
    return Judge(models), all(type(model).__module__.startswith("centricity.") for model in models.values())
