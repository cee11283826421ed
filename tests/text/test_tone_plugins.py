"""Models from the user's disk; the runtimes are played by fakes, because none of them is a dependency."""

import os
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from centricity.errors import MisuseError
from centricity.text.tone import load_plugin, shipped
from centricity.text.tone.model import ToneModel

TEXTS = ["Ромашка хороша", "Ромашка плоха", "Ромашка есть"]


class Tokenizer:
    @classmethod
    def from_file(cls, path):
        assert path.endswith("tokenizer.json")
        return cls()

    def enable_truncation(self, longest):
        assert longest > 0

    def enable_padding(self):
        pass

    def encode_batch(self, windows):
        number = {"хороша": 1, "плоха": 2}
        return [SimpleNamespace(ids=[number.get(w.split()[-1], 3)], attention_mask=[1], type_ids=[0]) for w in windows]


class Session:
    names = ("input_ids", "attention_mask")

    def __init__(self, path, providers):
        assert providers == ["CPUExecutionProvider"]
        if "broken" in path:
            raise RuntimeError("no graph\nsecond line")

    def get_inputs(self):
        return [SimpleNamespace(name=name) for name in self.names]

    def run(self, _, fed):
        return [np.eye(4)[fed["input_ids"][:, 0]][:, 1:] * 5]


@pytest.fixture
def runtimes(monkeypatch):
    for name, content in {"onnxruntime": {"InferenceSession": Session}, "tokenizers": {"Tokenizer": Tokenizer}}.items():
        module = ModuleType(name)
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def onnx(tmp_path):
    (tmp_path / "tokenizer.json").write_text("{}", "utf-8")
    (tmp_path / "config.json").write_text('{"id2label": {"0": "POSITIVE", "1": "negative", "2": "Neutral"}}', "utf-8")
    path = tmp_path / "own.onnx"
    path.write_bytes(b"graph")
    return path


def refused(path):
    with pytest.raises(MisuseError) as error:
        load_plugin(path).predict(TEXTS, [0] * 3, [7] * 3)
    assert error.value.text("ru") != error.value.text("en")
    return error.value.faults[0].code, error.value.text("en")


@pytest.mark.usefixtures("runtimes")
def test_an_onnx_classifier_speaks_in_the_order_of_its_labels(onnx):
    model = load_plugin(onnx)
    found = model.predict(TEXTS, [0] * 3, [7] * 3)
    assert isinstance(model, ToneModel)
    assert found.labels.tolist() == [1, -1, 0]
    assert found.probabilities.sum(axis=1) == pytest.approx([1, 1, 1])
    assert found.version == "onnx:own.onnx"


@pytest.mark.usefixtures("runtimes")
def test_stars_are_gathered_into_three_classes(onnx, monkeypatch):
    labels = ", ".join(f'"{i}": "{i + 1} stars"' for i in range(5))
    onnx.with_name("config.json").write_text(f'{{"id2label": {{{labels}}}}}', "utf-8")
    monkeypatch.setattr(
        Session, "run", lambda _self, _, fed: [np.tile(np.log([1, 2, 3, 4, 6]), (len(fed["input_ids"]), 1))]
    )
    found = load_plugin(onnx).predict(TEXTS[:1], [0], [7]).probabilities[0]
    assert found == pytest.approx([3 / 16, 3 / 16, 10 / 16])


@pytest.mark.usefixtures("runtimes")
@pytest.mark.parametrize(
    "config",
    [
        '{"id2label": {"0": "joy", "1": "fear", "2": "calm"}}',
        "{",
        "[]",
        '{"id2label": {"x": "neg"}}',
        '{"id2label": {"0": "neg", "1": "pos"}}',
    ],
)
def test_labels_that_are_not_understood_are_refused(onnx, config):
    onnx.with_name("config.json").write_text(config, "utf-8")
    assert refused(onnx)[0] == "text.tone_plugin"


@pytest.mark.usefixtures("runtimes")
def test_a_graph_that_cannot_be_read_or_fed_is_refused(onnx, monkeypatch):
    broken = onnx.with_name("broken.onnx")
    broken.write_bytes(b"")
    assert "no graph" in refused(broken)[1]
    monkeypatch.setattr(Session, "names", ("pixels",))
    assert refused(onnx)[0] == "text.tone_plugin"
    onnx.with_name("tokenizer.json").unlink()
    assert "tokenizer.json" in refused(onnx)[1]


def test_a_package_that_is_absent_is_named_with_what_to_install(onnx, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    code, said = refused(onnx)
    assert code == "text.tone_package"
    assert "pip install onnxruntime tokenizers" in said


def test_a_transformers_folder_is_read_offline(tmp_path, monkeypatch):
    asked = {}

    def pipeline(task, **options):
        asked.update(options, task=task)
        labels = ("negative", "neutral", "positive")
        return lambda windows, **_: [
            [{"label": name, "score": score} for name, score in zip(labels, (0.1, 0.2, 0.7), strict=True)]
            for _ in windows
        ]

    module = ModuleType("transformers")
    module.pipeline = pipeline
    monkeypatch.setitem(sys.modules, "transformers", module)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "0")
    (tmp_path / "config.json").write_text('{"id2label": {"0": "negative", "1": "neutral", "2": "positive"}}', "utf-8")
    found = load_plugin(tmp_path).predict(TEXTS, [0] * 3, [7] * 3)
    assert found.labels.tolist() == [1, 1, 1]
    assert asked["trust_remote_code"] is False
    assert (os.environ["HF_HUB_OFFLINE"], os.environ["TRANSFORMERS_OFFLINE"]) == ("1", "1")


def test_a_name_on_a_hub_is_no_model_here():
    assert refused("somebody/some-model")[0] == "file.missing"


def test_the_models_that_ship_and_own_files_are_plug_ins_too(tmp_path):
    path = tmp_path / "own.bin"
    path.write_bytes(shipped("ru").to_bytes())
    assert load_plugin("ru") is shipped("ru")
    assert load_plugin(path).version == "tone-ru-1"
    path.write_bytes(b"nothing")
    assert refused(path)[0] == "text.tone_not_model"
