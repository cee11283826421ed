"""Recordings of calls made into turns by a recogniser on the user's own disk; nothing is downloaded.

Any object with ``transcribe(path)`` is a recogniser; Vosk and faster-whisper have adapters here. Where each side has
its own channel, name the channels and the sides are told apart; otherwise the speaker is not known.
"""

import importlib
import json
import math
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, TypedDict

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, FaultsError, MisuseError, Place

Samples = NDArray[np.float32]

RATE: Final = 16_000
"""Samples a second that recognisers take."""

MOST_BYTES: Final = 2_000_000_000
MOST_SECONDS: Final = 4 * 3600
MOST_CHANNELS: Final = 8
_RATES: Final = (4_000, 192_000)


class Turn(TypedDict):
    """What one side said: who (None where unknown), from and to in seconds, the words."""

    speaker: str | None
    start: float | None
    end: float | None
    text: str


class Recogniser(Protocol):
    """Makes a recording into turns."""

    def transcribe(self, path: Path) -> list[Turn]:
        """Turns of a recording in order of time.

        Raises
        ------
        FaultsError
            Where the file is no recording that can be read.
        """
        ...


Heard = tuple[float, float, str]
Listen = Callable[[Samples], Iterator[Heard]]


def read_wav(path: Path) -> list[Samples]:
    """Read a WAV file of PCM samples: one array of 16 kHz samples from -1 to 1 per channel.

    Raises
    ------
    FaultsError
        Where the file is not there, is no WAV of 8 to 32 bits, or is larger or longer than is read.
    """
    place = Place(file=str(path))
    try:
        if not path.is_file():
            raise FaultsError([Fault("file.missing", place, {"file": path.name})])
        if path.stat().st_size > MOST_BYTES:
            raise FaultsError([Fault("text.audio_large", place, {"limit": MOST_BYTES, "unit": _UNITS["bytes"]})])
        with wave.open(str(path), "rb") as file:
            _check(file, place)
            raw = file.readframes(file.getnframes())
            return [_resampled(channel, file.getframerate()) for channel in _channels(raw, file)]
    except (wave.Error, EOFError, ValueError, RuntimeError) as error:
        problem = str(error) or "the file ends too early"
        raise FaultsError([Fault("text.audio_broken", place, {"problem": problem})]) from None
    except OSError as error:
        raise FaultsError([Fault("file.unreadable", place, {"problem": error.strerror or str(error)})]) from None


_UNITS: Final = {"bytes": {"ru": "байт", "en": "bytes"}, "seconds": {"ru": "секунд", "en": "seconds"}}


def _check(file: wave.Wave_read, place: Place) -> None:
    rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
    if not _RATES[0] <= rate <= _RATES[1] or not 1 <= channels <= MOST_CHANNELS or not 1 <= width <= 4:
        problem = f"{rate} Hz, {channels} channels, {8 * width} bits"
        raise FaultsError([Fault("text.audio_broken", place, {"problem": problem})])
    if file.getnframes() > MOST_SECONDS * rate:
        raise FaultsError([Fault("text.audio_large", place, {"limit": MOST_SECONDS, "unit": _UNITS["seconds"]})])


def _channels(raw: bytes, file: wave.Wave_read) -> list[Samples]:
    width, channels = file.getsampwidth(), file.getnchannels()
    raw = raw[: len(raw) - len(raw) % (width * channels)]
    octets = np.frombuffer(raw, dtype=np.uint8).reshape(-1, width)
    if width == 1:  # eight bits stand without a sign
        values = (octets[:, 0].astype(np.float32) - 128) / 128
    else:
        wide = np.zeros((len(octets), 4), dtype=np.uint8)
        wide[:, 4 - width :] = octets
        values = wide.view("<i4")[:, 0].astype(np.float32) / 2**31
    return [np.ascontiguousarray(values[channel::channels]) for channel in range(channels)]


def _resampled(samples: Samples, rate: int) -> Samples:
    from scipy.signal import resample_poly

    if rate == RATE or not len(samples):
        return samples
    common = math.gcd(rate, RATE)
    return np.asarray(resample_poly(samples, RATE // common, rate // common), dtype=np.float32)


def by_channel(path: Path, speakers: Sequence[str], listen: Listen) -> list[Turn]:
    """Listen to a recording channel by channel and put the turns in order of time.

    Parameters
    ----------
    speakers
        Label of each channel; where there are not as many as channels, the channels are mixed and nobody is named.
    listen
        Gives start and end in seconds and the words of each stretch of speech in 16 kHz samples.
    """
    channels = read_wav(path)
    if len(channels) != len(speakers):
        mixed: Samples = np.asarray(np.mean(channels, axis=0), dtype=np.float32)
        heard: list[tuple[str | None, Samples]] = [(None, mixed)]
    else:
        heard = list(zip(speakers, channels, strict=True))
    turns = [
        Turn(speaker=speaker, start=start, end=end, text=text.strip())
        for speaker, samples in heard
        for start, end, text in listen(samples)
        if text.strip()
    ]
    return sorted(turns, key=lambda turn: turn["start"] or 0.0)


def pcm16(samples: Samples) -> bytes:
    """Samples from -1 to 1 as 16-bit little-endian PCM."""
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


@dataclass(frozen=True)
class Vosk:
    """Recognition by Vosk with a model folder on this disk.

    Attributes
    ----------
    model
        Folder of the model.
    speakers
        Labels of the channels, such as ``("agent", "customer")``; empty where one channel has both sides.
    """

    model: Path
    speakers: tuple[str, ...] = ()

    def transcribe(self, path: Path) -> list[Turn]:
        """Turns of a recording in order of time; a turn ends where Vosk hears a pause.

        Raises
        ------
        MisuseError
            Where Vosk is not installed, or the model is not there or does not open.
        FaultsError
            Where the file is no recording that can be read.
        """
        package = _package("vosk", "vosk")
        _folder(self.model, ("am", "conf"))
        package.SetLogLevel(-1)
        model = _opened(self.model, lambda: package.Model(str(self.model)))
        return by_channel(path, self.speakers, lambda samples: _vosk_heard(package, model, samples))


def _vosk_heard(package: Any, model: Any, samples: Samples) -> Iterator[Heard]:
    recogniser = package.KaldiRecognizer(model, RATE)
    recogniser.SetWords(True)
    for first in range(0, len(samples), RATE):
        if recogniser.AcceptWaveform(pcm16(samples[first : first + RATE])):
            yield from _vosk_said(recogniser.Result())
    yield from _vosk_said(recogniser.FinalResult())


def _vosk_said(result: str) -> Iterator[Heard]:
    said = json.loads(result)
    words = said.get("result", [])
    if words:
        yield float(words[0]["start"]), float(words[-1]["end"]), said.get("text", "")


@dataclass(frozen=True)
class Whisper:
    """Recognition by faster-whisper with a converted model folder on this disk.

    Attributes
    ----------
    model
        Folder of the model, with ``model.bin`` and ``tokenizer.json`` (without the latter the package would download).
    speakers
        Labels of the channels; empty where one channel has both sides.
    language
        ``ru`` or ``en``; None lets the model tell.
    """

    model: Path
    speakers: tuple[str, ...] = ()
    language: str | None = None

    def transcribe(self, path: Path) -> list[Turn]:
        """Turns of a recording in order of time; a turn is a segment of the model.

        Raises
        ------
        MisuseError
            Where faster-whisper is not installed, or the model is not there or does not open.
        FaultsError
            Where the file is no recording that can be read.
        """
        package = _package("faster_whisper", "faster-whisper")
        _folder(self.model, ("model.bin", "tokenizer.json"))
        settings = {"device": "cpu", "compute_type": "int8", "local_files_only": True}
        model = _opened(self.model, lambda: package.WhisperModel(str(self.model), **settings))
        return by_channel(path, self.speakers, lambda samples: self._heard(model, samples))

    def _heard(self, model: Any, samples: Samples) -> Iterator[Heard]:
        segments, _ = model.transcribe(samples, language=self.language)
        yield from ((float(one.start), float(one.end), str(one.text)) for one in segments)


def _package(module: str, name: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MisuseError([Fault("text.recogniser_missing", fields={"package": name})]) from None


def _folder(path: Path, held: Sequence[str]) -> None:
    """Refuse a folder that is not a model before the package tries to fetch one by its name."""
    try:
        there = path.is_dir() and all((path / name).exists() for name in held)
    except OSError:
        there = False
    if not there:
        raise MisuseError([Fault("text.model_missing", Place(file=str(path)))])


def _opened(path: Path, opening: Callable[[], Any]) -> Any:
    try:
        return opening()
    except Exception as error:  # noqa: BLE001  the packages raise nothing narrower
        raise MisuseError([Fault("text.model_broken", Place(file=str(path)), {"problem": str(error)})]) from None
