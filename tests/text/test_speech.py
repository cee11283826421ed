"""Audio: recordings are read within bounds, and a recogniser on this disk makes turns of them."""

import json
import shutil
import subprocess
import sys
import types
import wave

import numpy as np
import pytest

from centricity.errors import FaultsError, MisuseError
from centricity.text.calls import call_result
from centricity.text.speech import RATE, Vosk, Whisper, by_channel, pcm16, read_wav


def written(path, channels, rate=RATE, width=2):
    frames = np.stack([np.round(np.asarray(c) * (2 ** (8 * width - 1) - 1)).astype("<i4") for c in channels], axis=1)
    octets = frames.reshape(-1, 1).view(np.uint8)[:, :width]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(octets.tobytes())
    return path


def sine(seconds, rate, pitch=440):
    return 0.5 * np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate)


@pytest.mark.parametrize("width", [2, 3, 4])
def test_samples_of_16_24_and_32_bits_are_read_as_they_are(tmp_path, width):
    (read,) = read_wav(written(tmp_path / "a.wav", [sine(0.1, RATE)], width=width))
    assert read == pytest.approx(sine(0.1, RATE), abs=1e-4)


def test_eight_bits_stand_without_a_sign(tmp_path):
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 1, RATE, 0, "NONE", ""))
        file.writeframes(bytes([0, 128, 255]))
    assert read_wav(tmp_path / "a.wav")[0].tolist() == [-1, 0, pytest.approx(127 / 128)]


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_other_rates_become_16_khz_with_the_same_pitch(tmp_path, rate):
    left, right = read_wav(written(tmp_path / "a.wav", [sine(1, rate), sine(1, rate, 880)], rate))
    for samples, pitch in ((left, 440), (right, 880)):
        assert len(samples) == RATE
        assert int(np.abs(np.fft.rfft(samples)).argmax()) == pitch


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "text.audio_broken"),
        (b"RIFF", "text.audio_broken"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "text.audio_broken"),
        (b"\x00" * 1000, "text.audio_broken"),
        (b"ID3" + bytes(range(256)), "text.audio_broken"),
    ],
)
def test_what_is_no_recording_is_told(tmp_path, content, code):
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(FaultsError) as error:
        read_wav(tmp_path / "a.wav")
    assert error.value.faults[0].code == code


def test_a_recording_that_is_not_there_too_long_or_too_fast_is_told(tmp_path):
    with pytest.raises(FaultsError) as error:
        read_wav(tmp_path / "none.wav")
    assert error.value.faults[0].code == "file.missing"
    whole = bytearray(written(tmp_path / "a.wav", [sine(0.01, RATE)]).read_bytes())
    whole[40:44] = (2**31 - 2).to_bytes(4, "little")  # the header says 18 hours
    (tmp_path / "long.wav").write_bytes(whole)
    with pytest.raises(FaultsError) as error:
        read_wav(tmp_path / "long.wav")
    assert error.value.faults[0].code == "text.audio_large"
    with pytest.raises(FaultsError) as error:
        read_wav(written(tmp_path / "slow.wav", [sine(1, 1000)], 1000))
    assert error.value.faults[0].code == "text.audio_broken"


def seen(path):
    try:
        return len(read_wav(path))
    except FaultsError as error:
        return error.faults[0].code


def test_a_header_cut_anywhere_is_told_or_read(tmp_path):
    whole = written(tmp_path / "a.wav", [sine(0.01, RATE), sine(0.01, RATE)]).read_bytes()
    for size in range(60):
        (tmp_path / "b.wav").write_bytes(whole[:size])
        assert seen(tmp_path / "b.wav") in {2, "text.audio_broken"}


def test_channels_are_sides_and_turns_are_in_order(tmp_path):
    path = written(tmp_path / "a.wav", [sine(1, RATE), sine(1, RATE, 880)])
    heard = iter([[(2.0, 3.0, " два "), (4.0, 5.0, " ")], [(0.5, 1.5, "раз")]])
    turns = by_channel(path, ("agent", "customer"), lambda _: iter(next(heard)))
    assert [(turn["speaker"], turn["text"]) for turn in turns] == [("customer", "раз"), ("agent", "два")]
    mixed = by_channel(path, (), lambda samples: iter([(0.0, 1.0, str(samples.shape[0]))]))
    assert mixed == [{"speaker": None, "start": 0.0, "end": 1.0, "text": "16000"}]


def model_folder(tmp_path, *names):
    folder = tmp_path / "model"
    folder.mkdir()
    for name in names:
        (folder / name).write_text("")
    return folder


class FakeKaldi:
    def __init__(self, model, rate):
        assert (model.rsplit("/")[-1], rate) == ("model", RATE)
        self.heard = 0

    def SetWords(self, on):
        assert on

    def AcceptWaveform(self, chunk):
        self.heard += len(chunk) // 2
        return self.heard == RATE

    def Result(self):
        return json.dumps({"text": "добрый день", "result": [{"start": 0.1, "end": 0.4}, {"start": 0.5, "end": 0.9}]})

    def FinalResult(self):
        return json.dumps({"text": ""})


def test_vosk_is_fed_by_the_second_and_its_results_are_turns(tmp_path, monkeypatch):
    fake = types.SimpleNamespace(SetLogLevel=lambda _: None, Model=str, KaldiRecognizer=FakeKaldi)
    monkeypatch.setitem(sys.modules, "vosk", fake)
    path = written(tmp_path / "a.wav", [sine(2.5, RATE)])
    turns = Vosk(model_folder(tmp_path, "am", "conf"), ("agent",)).transcribe(path)
    assert turns == [{"speaker": "agent", "start": 0.1, "end": 0.9, "text": "добрый день"}]


def test_faster_whisper_is_told_to_stay_on_this_disk(tmp_path, monkeypatch):
    asked = {}

    class Model:
        def __init__(self, folder, **settings):
            asked.update(settings, folder=folder)

        def transcribe(self, samples, language):
            assert samples.dtype == np.float32
            return iter([types.SimpleNamespace(start=0.0, end=1.0, text=f" hello {language}")]), None

    monkeypatch.setitem(sys.modules, "faster_whisper", types.SimpleNamespace(WhisperModel=Model))
    folder = model_folder(tmp_path, "model.bin", "tokenizer.json")
    turns = Whisper(folder, language="en").transcribe(written(tmp_path / "a.wav", [sine(1, RATE)]))
    assert (asked["local_files_only"], asked["folder"]) == (True, str(folder))
    assert turns == [{"speaker": None, "start": 0.0, "end": 1.0, "text": "hello en"}]


@pytest.mark.parametrize(("recogniser", "module"), [(Vosk, "vosk"), (Whisper, "faster_whisper")])
def test_without_the_package_or_the_model_it_is_said_what_to_do(tmp_path, monkeypatch, recogniser, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MisuseError) as error:
        recogniser(tmp_path).transcribe(tmp_path / "a.wav")
    assert error.value.faults[0].code == "text.recogniser_missing"
    monkeypatch.setitem(sys.modules, module, types.SimpleNamespace())
    with pytest.raises(MisuseError) as error:
        recogniser(tmp_path / "none").transcribe(tmp_path / "a.wav")
    assert error.value.faults[0].code == "text.model_missing"


def test_a_model_that_does_not_open_is_told(tmp_path, monkeypatch):
    def broken(_):
        raise RuntimeError("no graph")

    monkeypatch.setitem(sys.modules, "vosk", types.SimpleNamespace(SetLogLevel=lambda _: None, Model=broken))
    with pytest.raises(MisuseError) as error:
        Vosk(model_folder(tmp_path, "am", "conf")).transcribe(tmp_path / "a.wav")
    assert error.value.faults[0].fields["problem"] == "no graph"


class Sphinx:
    """A recogniser of one's own: pocketsphinx with the English model in its package."""

    def transcribe(self, path):
        return by_channel(path, ("agent", "customer"), self.heard)

    @staticmethod
    def heard(samples):
        from pocketsphinx import Decoder

        first = int(np.abs(samples).argmax() and np.flatnonzero(np.abs(samples) > 0.001)[0])
        decoder = Decoder(samprate=float(RATE), loglevel="FATAL")
        decoder.start_utt()
        decoder.process_raw(pcm16(samples[first:]), full_utt=True)
        decoder.end_utt()
        words = [one for one in decoder.seg() if one.word[0] not in "<["]
        if words:
            text = " ".join(one.word.split("(")[0] for one in words)
            yield first / RATE + words[0].start_frame / 100, first / RATE + (words[-1].end_frame + 1) / 100, text


def spoken(tmp_path, text, voice, speed):
    path = tmp_path / "voice.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", speed, "-w", str(path), text], check=True, timeout=60)
    (samples,) = read_wav(path)
    return samples


def test_a_synthetic_call_is_heard_and_measured(tmp_path):
    pytest.importorskip("pocketsphinx", reason="pocketsphinx is not installed")
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    agent = spoken(tmp_path, "good morning how can I help you", "en-us", "160")
    customer = spoken(tmp_path, "my parcel did not arrive and I want a refund", "en-gb", "140")
    gap = np.zeros(RATE, dtype=np.float32)
    left = np.concatenate([agent, gap, np.zeros_like(customer)])
    right = np.concatenate([np.zeros_like(agent), gap, customer])
    turns = Sphinx().transcribe(written(tmp_path / "call.wav", [left, right]))
    assert [turn["speaker"] for turn in turns] == ["agent", "customer"]
    assert len({"good", "morning", "how", "can", "help", "you"} & set(turns[0]["text"].split())) >= 2
    assert {"did", "not", "and", "i", "want", "a", "refund"} & set(turns[1]["text"].split())
    result = call_result(turns)
    assert result.talk_by == "time"
    assert 0.2 < result.talk_share["agent"] < 0.6
    assert result.interruptions == {"agent": 0, "customer": 0}
    assert 0 < result.silence_share < 0.6
