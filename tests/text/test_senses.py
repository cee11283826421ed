"""Senses of a name that is also a word: learned from labels, kept in a small file, asked by a scan."""

import json
import pickle
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from sense_kit import PLACES, RULE, SHOP, WISHES, documents, file_of, learned
from text_kit import judge

from centricity.errors import TextError
from centricity.text import senses
from centricity.text.chain import Chain
from centricity.text.companies import read_companies
from centricity.text.mentions import Finder
from centricity.text.normal import one_byte
from centricity.text.passages import passage
from centricity.text.scan import Wishes, identity, scan, tell
from centricity.text.sense_labels import seen_in
from centricity.text.sense_learning import folds, learn
from centricity.text.senses import SenseModel, from_bytes, read_sense
from centricity.text.sources import SourceSettings
from centricity.text.surroundings import seen_at


@pytest.fixture(scope="module")
def model():
    return learned()


def codes(error):
    return [fault.code for fault in error.value.faults]


def test_the_shop_is_told_from_the_ribbon_in_sentences_of_a_kind_never_seen():
    right = taken = missed = 0
    for hidden in range(len(SHOP)):
        made = learned([place for place in PLACES if place[1] != hidden])
        rest = [place for place in PLACES if place[1] == hidden]
        told = made.allows([seen_in({"sentence": sentence}) for sentence, _, _ in rest])
        truth = np.array([kind for *_, kind in rest], bool)
        right, taken, missed = (
            right + (told & truth).sum(),
            taken + (told & ~truth).sum(),
            missed + (~told & truth).sum(),
        )
    assert right / (right + missed) >= 0.9
    assert right / (right + taken) >= 0.85


def test_documents_are_hidden_whole_and_either_kind_is_in_every_fold():
    truth = np.array([1, 0] * 30)
    group = np.repeat(np.arange(30), 2) % 13
    found = folds(truth, group)
    assert all(len(set(found[group == each])) == 1 for each in range(13))
    assert set(found) == set(range(5))
    apart = folds(np.arange(60) % 2, np.arange(60))
    assert {(fold, kind) for fold, kind in zip(apart, np.arange(60) % 2, strict=True)} == set(product(range(5), (0, 1)))


def test_a_model_is_the_same_every_time_and_comes_back_from_its_file(model, tmp_path):
    assert learned().to_bytes() == model.to_bytes()
    path = tmp_path / "lenta.bin"
    path.write_bytes(model.to_bytes())
    again = read_sense(path)
    assert again == model
    assert len(model.to_bytes()) < 5_000
    seen = [seen_in({"sentence": sentence}) for sentence, _, _ in PLACES]
    for other in (again, pickle.loads(pickle.dumps(model))):
        assert np.array_equal(other.scores(seen), model.scores(seen))
    assert np.array_equal(model.scores(seen)[7:9], model.scores(seen[7:9]))
    assert model.allows([]).tolist() == []
    assert model.labels == (32, 32)
    assert model.hidden.recall[1] < model.hidden.recall[0]
    assert np.isnan(senses.Hidden(0, 0, 0, 0).precision).all()


def test_a_passage_shows_what_the_whole_document_shows():
    for said in ("Сеть «Лента» снизила цены. Ура", "Ура. ЛЕНТА тут", "лента в косе", "(Лента) и «Лента» [рядом]"):
        for title in ("", "Новости дня", "Новости дня."):
            text = f"{'Давно ' * 60}\n{said} {'потом ' * 60}"
            whole = f"{title}\n{text}"
            start = whole.lower().index("лента")
            row = {"title": title, "text": text, "start": start, "end": start + 5}
            column = one_byte(pa.array(["Лента", whole]))
            begin = int(column.offsets[1]) + start
            assert seen_in({"sentence": passage(row)}) == seen_at(column, 1, begin, begin + 5, whole)


@pytest.mark.parametrize(
    ("sentence", "marks"),
    [("Сеть «[Лента]» снизила", 0b0101), ("Ура. [ЛЕНТА] тут", 0b1011), ("[лента] тут", 0b1000), ("«[Лента]»!", 0b1101)],
)
def test_how_a_name_is_written_is_seen(sentence, marks):
    assert seen_in({"sentence": sentence}).marks == marks


def card_changed(model, **changes):
    content = model.to_bytes()[len(senses.MAGIC) + 12 :]
    line, _, weights = content.partition(b"\n")
    told = json.dumps(json.loads(line) | changes, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    content = told + b"\n" + weights
    return senses.MAGIC + len(content).to_bytes(4, "little") + senses._checksum(content) + content


def test_a_file_that_is_no_model_is_a_fault(model, tmp_path):
    whole = model.to_bytes()
    changes = ({"scale": float("nan")}, {"scale": 1e999}, {"scale": 0}, {"scale": "x"}, {"scale": None},
               {"labels": [1]}, {"hidden": 3}, {"labels": [-1, 2]}, {"bias": {}}, {"version": "?"},
               {"extra": 1})  # fmt: skip
    broken = [b"", b"\x00" * 50, whole[:-1], whole + b"\x00", whole[:-1] + b"\x07", b"x" + whole, whole[:20],
              whole.replace(b"{", b"[", 1), *(card_changed(model, **each) for each in changes)]  # fmt: skip
    for content in broken:
        with pytest.raises(TextError) as error:
            from_bytes(content, "m.bin")
        assert codes(error)[0] in {"text.sense_broken", "text.sense_features"}
    with pytest.raises(TextError) as error:
        from_bytes(card_changed(model, version=2), "m.bin")
    assert codes(error) == ["text.sense_features"]
    assert from_bytes(card_changed(model)) == model
    large = tmp_path / "large.bin"
    large.write_bytes(whole + b"\x00" * senses.LARGEST)
    for path, code in ((large, "text.sense_broken"), (tmp_path, "text.sense_broken"), (tmp_path / "no", "file.missing"),
                       (tmp_path / ("n" * 300), "file.unreadable")):  # fmt: skip
        with pytest.raises(TextError) as error:
            read_sense(path)
        assert codes(error) == [code]


def test_every_single_bit_of_a_file_matters(model):
    whole = model.to_bytes()
    for at in range(0, len(whole), 97):
        with pytest.raises(TextError):
            from_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


def test_too_few_labels_of_either_kind_teach_nothing():
    with pytest.raises(TextError) as error:
        learned(PLACES[:9] + PLACES[-9:])
    assert codes(error) == ["text.sense_few", "text.sense_few"]
    seen = [seen_in({"sentence": sentence}) for sentence, _, _ in PLACES]
    with pytest.raises(TextError) as error:  # many places of one document are one
        learn("Лента", seen, [kind for *_, kind in PLACES], ["d"] * 32 + [f"d{i}" for i in range(32)])
    assert codes(error) == ["text.sense_few"]
    assert "компания" in error.value.text("ru")
    assert "the company" in error.value.text("en")


# --- in a file of companies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "content", "code"),
    [
        (RULE, None, "file.missing"),
        (RULE, b"x", "text.sense_broken"),
        (RULE.replace("models/", "../models/"), b"x", "settings.wrong_value"),
        (RULE.replace("models/", "/models/"), b"x", "settings.wrong_value"),
        (RULE.replace("models/", "models/../"), b"x", "settings.wrong_value"),
        (RULE.replace("models/", "C:\\\\"), b"x", "settings.wrong_value"),
        (RULE.replace(".bin", ".yaml"), b"x", "settings.wrong_value"),
        (RULE.replace("Лента", "Lenta"), "model", "text.sense_other_name"),
    ],
)
def test_a_model_that_cannot_be_used_is_named_with_its_place(model, tmp_path, rule, content, code):
    path = file_of(tmp_path, rule, model.to_bytes() if content == "model" else content)
    with pytest.raises(TextError) as error:
        read_companies(path)
    [fault] = error.value.faults
    assert (fault.code, fault.place.file, fault.place.line) == (code, "companies.yaml", 4)
    assert "rules[0].model" in fault.place.key
    assert fault.text("ru") != fault.text("en")


def test_all_that_a_rule_asks_for_must_hold(model, tmp_path):
    path = file_of(tmp_path, RULE.replace("}", ", capital: true, forbids: [склад]}"), model.to_bytes())
    table = Finder(read_companies(path))
    texts = ["Сеть магазинов Лента снизила цены", "сеть магазинов лента снизила цены", "Сеть магазинов Лента и склад",
             "Красная Лента в косе развязалась"]  # fmt: skip
    found = table.find(pa.array(texts))
    assert found.text.tolist() == [0]


def test_two_companies_may_share_a_name_by_models_of_their_own(model, tmp_path):
    other = SenseModel(model.name, bytes(-each & 0xFF for each in model.weights), model.scale, -model.bias,
                       model.labels[::-1], model.hidden)  # fmt: skip
    path = file_of(tmp_path, RULE, model.to_bytes())
    (tmp_path / "tape.bin").write_bytes(other.to_bytes())
    with path.open("a", encoding="utf-8") as file:
        file.write("- company: tape\n  name: {ru: Лента, en: Tape}\n  rules: [{name: Лента, model: tape.bin}]\n")
    chain = pickle.loads(pickle.dumps(Chain(Finder(read_companies(path)), judge())))
    found = chain.finder.find(pa.array(["Магазин Лента: цены", "Красная лента в косе"]))
    assert [chain.finder.companies.codes[chain.finder.claims[claim].company] for claim in found.claim] == [
        "shop",
        "tape",
    ]


# --- in a scan ----------------------------------------------------------------------------------------------


def test_a_scan_takes_the_company_alone_and_its_results_stand_by_themselves(model, tmp_path):
    docs, companies = documents(tmp_path), file_of(tmp_path, RULE, model.to_bytes())
    everything = scan(docs, file_of(tmp_path, None), tmp_path / "all", WISHES)
    done = scan(docs, file_of(tmp_path), tmp_path / "out", WISHES)
    assert (everything.mentions, done.mentions) == (64, 32)
    (tmp_path / "models" / "lenta.bin").unlink()
    companies.unlink()
    told = tell(tmp_path / "out")
    assert told.documents.height == 32
    assert told.companies.senses["models/lenta.bin"] == model
    assert all(word in " ".join(told.documents["text"]) for word in ("гипермаркет", "Ритейлер"))
    assert "конвейера" not in " ".join(told.documents["text"])


def test_another_model_is_another_scan(model, tmp_path):
    docs, companies = documents(tmp_path), file_of(tmp_path, RULE, model.to_bytes())
    scan(docs, companies, tmp_path / "out", WISHES)

    def told():
        known = read_companies(companies)
        return identity(known, Chain(Finder(known), judge()), SourceSettings())["companies"]

    first = told()
    other = SenseModel(model.name, model.weights, model.scale, model.bias + 1, model.labels, model.hidden)
    file_of(tmp_path, RULE, other.to_bytes())
    assert told() != first
    with pytest.raises(TextError) as error:
        scan(docs, companies, tmp_path / "out", WISHES)
    assert codes(error) == ["text.other_scan"]
    file_of(tmp_path, RULE, model.to_bytes())
    (tmp_path / "models" / "other.bin").write_bytes(model.to_bytes())
    file_of(tmp_path, RULE.replace("lenta", "other"))
    assert told() == first
    scan(docs, companies, tmp_path / "out", WISHES)
    assert tell(tmp_path / "out").companies.senses


@pytest.mark.slow
def test_many_processes_tell_what_one_tells(model, tmp_path):
    docs, companies = documents(tmp_path), file_of(tmp_path, RULE, model.to_bytes())
    one, two = (scan(docs, companies, tmp_path / str(n), Wishes(judge=judge(), workers=n)) for n in (1, 2))
    assert one.store.table("mentions").equals(two.store.table("mentions"))
    assert one.mentions == 32
