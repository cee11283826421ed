"""Better models from the user's disk: an ONNX classifier with its tokenizer, or a transformers pipeline.

Nothing is fetched: a name that is no file or folder here is refused, and the hub is switched off.
"""

import json
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, MisuseError
from centricity.text.tone.features import Floats, sides
from centricity.text.tone.model import CLASSES, Model, ToneModel, ToneResult, checked, load, log_softmax

BATCH: Final = 32
LONGEST: Final = 256
"""Pieces of a window that a plug-in reads."""

_WORDS: Final = {
    -1: ("neg", "-1", "отриц", "1 star", "2 star"),
    0: ("neu", "0", "нейтр", "3 star"),
    1: ("pos", "1", "полож", "4 star", "5 star"),
}
_OFFLINE: Final = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


class PluggedIn:
    """A model that gives probabilities of -1, 0 and 1 for windows around the company.

    Parameters
    ----------
    chances
        From windows to rows of three probabilities.
    version
        Name that goes into the evidence.
    """

    def __init__(self, chances: Callable[[list[str]], Floats], version: str) -> None:
        self._chances = chances
        self.version = version

    def predict(
        self,
        texts: Sequence[str],
        starts: Sequence[int],
        ends: Sequence[int],
        kinds: Sequence[str | None] | None = None,
    ) -> ToneResult:
        """Tone of each text towards the company; see `centricity.text.tone.model.Model.predict`."""
        windows = [window(*mention) for mention in zip(*checked(texts, starts, ends, kinds), strict=True)]
        parts = [self._chances(windows[at : at + BATCH]) for at in range(0, len(windows), BATCH)]
        found = np.concatenate([np.zeros((0, 3)), *parts]).astype(np.float32)
        return ToneResult(np.array(CLASSES, np.int8)[found.argmax(axis=1)], found, self.version)


def window(text: str, start: int, end: int) -> str:
    """What a plug-in reads of a text: the name and what stands around it."""
    before, after = sides(text, start, end)
    return f"{before}{text[start:end]}{after}"


def load_plugin(path_or_name: str | Path) -> ToneModel:
    """A model of tone from this disk.

    Parameters
    ----------
    path_or_name
        A ``.bin`` file of Centricity's own, an ``.onnx`` file with ``tokenizer.json`` beside it (and ``config.json``
        whose ``id2label`` names the classes; without it they are taken in the order -1, 0, 1), or the folder of a
        transformers sequence classifier; ``ru`` and ``en`` name the models that ship.

    Raises
    ------
    MisuseError
        Nothing of the kind is there, a package it needs is not installed, or its classes are not understood.
    """
    from centricity.text.tone.model import shipped

    if str(path_or_name) in {"ru", "en"}:
        return shipped(str(path_or_name))
    path = Path(path_or_name)
    if not path.exists():
        raise MisuseError([Fault("file.missing", fields={"file": str(path)})])
    if path.is_dir():
        return PluggedIn(_pipeline(path), f"transformers:{path.name}")
    if path.suffix == ".onnx":
        return PluggedIn(_onnx(path), f"onnx:{path.name}")
    own: Model = load(path)
    return own


def _onnx(path: Path) -> Callable[[list[str]], Floats]:
    runtime, tokenizers = _needed(path, "onnxruntime", "tokenizers")
    pieces = path.parent / "tokenizer.json"
    if not pieces.is_file():
        raise _refused(path, "tokenizer.json?")
    try:
        session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        tokenizer = tokenizers.Tokenizer.from_file(str(pieces))
    except Exception as problem:  # the runtimes raise errors of their own, without a common parent
        raise _refused(path, _first_line(problem)) from problem
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    order = _order(path, _names(path.parent / "config.json", path))
    wanted = [tensor.name for tensor in session.get_inputs()]

    def chances(windows: list[str]) -> Floats:
        read = tokenizer.encode_batch(windows)
        known = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
        try:
            fed = {name: np.array([getattr(one, known[name]) for one in read], np.int64) for name in wanted}
            logits = np.asarray(session.run(None, fed)[0], np.float64)
        except Exception as problem:  # as above; an unknown input is a KeyError
            raise _refused(path, _first_line(problem)) from problem
        return _three(path, np.exp(log_softmax(logits.reshape(len(windows), -1))), order)

    return chances


def _pipeline(path: Path) -> Callable[[list[str]], Floats]:
    os.environ.update(dict.fromkeys(_OFFLINE, "1"))
    (transformers,) = _needed(path, "transformers")
    try:
        machine = transformers.pipeline(
            "text-classification", model=str(path), tokenizer=str(path), top_k=None, trust_remote_code=False
        )
    except Exception as problem:  # whatever the folder holds, it is no model
        raise _refused(path, _first_line(problem)) from problem
    names = _names(path / "config.json", path)
    order = _order(path, names)

    def chances(windows: list[str]) -> Floats:
        try:
            said = machine(windows, truncation=True, max_length=LONGEST, batch_size=BATCH)
            table = np.array([[{one["label"]: one["score"] for one in row}[name] for name in names] for row in said])
        except Exception as problem:  # as above
            raise _refused(path, _first_line(problem)) from problem
        return _three(path, table, order)

    return chances


def _needed(path: Path, *packages: str) -> list[Any]:
    found, lacking = [], []
    for package in packages:
        try:
            found.append(import_module(package))
        except ImportError:
            lacking.append(package)
    if lacking:
        raise MisuseError([Fault("text.tone_package", fields={"file": str(path), "packages": " ".join(lacking)})])
    return found


def _names(config: Path, path: Path) -> list[str]:
    if not config.is_file():
        return ["-1", "0", "1"]
    try:
        told = json.loads(config.read_text("utf-8")).get("id2label") or {"0": "-1", "1": "0", "2": "1"}
        return [str(told[key]) for key in sorted(told, key=int)]
    except (OSError, ValueError, AttributeError, TypeError) as problem:
        raise _refused(path, f"config.json: {_first_line(problem)}") from problem


def _order(path: Path, names: Sequence[str]) -> NDArray[np.int64]:
    """Place among -1, 0 and 1 of each class of the plug-in."""
    order = [next((label + 1 for label in CLASSES if _means(name, label)), -1) for name in names]
    if -1 in order or not {0, 2} <= set(order):
        raise _refused(path, "id2label: " + ", ".join(names))
    return np.array(order, np.int64)


def _means(name: str, label: int) -> bool:
    said = name.strip().lower()
    return any(said == word if len(word) < 3 else said.startswith(word) for word in _WORDS[label])


def _three(path: Path, table: Floats, order: NDArray[np.int64]) -> Floats:
    if table.shape[1] != len(order) or not np.isfinite(table).all():
        raise _refused(path, f"{table.shape[1]} != {len(order)}")
    three = np.zeros((len(table), 3))
    for place, label in enumerate(order):
        three[:, label] += table[:, place]
    return three


def _refused(path: Path, problem: str) -> MisuseError:
    return MisuseError([Fault("text.tone_plugin", fields={"file": str(path), "problem": problem})])


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]
