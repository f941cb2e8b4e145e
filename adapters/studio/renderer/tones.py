"""Sounds with a pitch or a beat: music-like pads, hums, birds, crickets, steps, heart beats, impacts.

Every function takes a random generator and a count of samples and gives (count, 2) of about unit power.
"""

import numpy as np

from adapters.studio.renderer.encoder import SAMPLES_PER_SECOND
from adapters.studio.renderer.loudness import Samples
from adapters.studio.renderer.noise import Curve, build_noise, build_swell

_ROOTS = (98.0, 110.0, 123.47, 130.81, 146.83)
#: Semitones above the root, one chord after the other; all share notes, so they follow each other softly.
_CHORDS = ((0, 7, 12, 16), (-3, 4, 12, 16), (-7, 5, 9, 12), (-5, 2, 11, 14))
_CHORD_SECONDS = 3.0
_PARTIALS = (1.0, 0.32, 0.14, 0.05)
_THUD = ((20, -20), (60, 0), (140, -6), (500, -26), (3000, -50))
_SOLE = ((120, -30), (260, -3), (700, 0), (1800, -6), (4000, -20), (9000, -56))


def build_pad(rng: np.random.Generator, count: int) -> Samples:
    """Play soft chords that change every few seconds."""
    seconds = np.arange(count) / SAMPLES_PER_SECOND
    root = float(rng.choice(_ROOTS))
    pad = np.zeros((count, 2))
    for number in range(int(np.ceil(seconds[-1] / _CHORD_SECONDS)) + 1):
        middle = (number + 0.5) * _CHORD_SECONDS
        presence = np.clip(1.25 - np.abs(seconds - middle) / (_CHORD_SECONDS * 0.62), 0, 1) ** 2
        heard = presence > 0
        for semitones in _CHORDS[number % len(_CHORDS)]:
            pad[heard] += presence[heard, None] * _sing(rng, seconds[heard], root * 2 ** (semitones / 12))
    return _to_unit(pad)


def build_hum(rng: np.random.Generator, count: int) -> Samples:
    """Let a machine run without end."""
    seconds = np.arange(count)[:, None] / SAMPLES_PER_SECOND
    hum = np.zeros((count, 2))
    for partial, strength in enumerate((1.0, 0.7, 0.35, 0.2, 0.12, 0.06), start=1):
        # Nearly together on both sides: what is opposite vanishes for whoever listens with one ear.
        phases = rng.uniform(0, 2 * np.pi) + rng.choice([-1.0, 1.0]) * np.array([0.0, rng.uniform(0.7, 1.4)])
        hum += strength * np.sin(2 * np.pi * 55 * partial * seconds + phases)
    air = build_noise(rng, count, ((20, -20), (100, 0), (400, -12), (3000, -40)), width=0.95)
    return _to_unit(hum * build_swell(rng, count, seconds=1.5, depth=0.2)) + 0.4 * air


def build_birds(rng: np.random.Generator, count: int) -> Samples:
    """Let birds call now and then from both sides."""
    song = np.zeros((count, 2))
    for start in _scatter(rng, count, every_seconds=0.8):
        pitch, side = rng.uniform(2200, 4800), rng.uniform(0.15, 1)
        for note in range(int(rng.integers(2, 6))):
            chirp = _build_chirp(pitch * rng.uniform(0.85, 1.2), float(rng.uniform(-0.3, 0.4)))
            _add(song, start + note * int(0.11 * SAMPLES_PER_SECOND), chirp[:, None] * np.array([side, 1.15 - side]))
    return _to_unit(song)


def build_crickets(rng: np.random.Generator, count: int) -> Samples:
    """Let crickets fill a night."""
    seconds = np.arange(count) / SAMPLES_PER_SECOND
    night = np.zeros((count, 2))
    for _ in range(4):
        pitch, rate, side = rng.uniform(4100, 4900), rng.uniform(1.1, 1.7), rng.uniform(0.2, 1)
        phase = (seconds * rate + rng.uniform()) % 1
        trill = np.clip(np.sin(np.pi * np.clip(phase / 0.45, 0, 1)), 0, 1) * (1 + np.sin(2 * np.pi * 31 * seconds)) / 2
        night += (np.sin(2 * np.pi * pitch * seconds) * trill)[:, None] * np.array([side, 1.2 - side])
    return _to_unit(night)


def build_steps(rng: np.random.Generator, count: int) -> Samples:
    """Let somebody walk, left foot and right foot."""
    walk = np.zeros((count, 2))
    stride = int(SAMPLES_PER_SECOND * rng.uniform(0.5, 0.6))
    for number, start in enumerate(range(stride // 3, count, stride)):
        balance = np.array([1.0, 0.55] if number % 2 else [0.55, 1.0])
        heel = start + int(rng.integers(-500, 500))
        _add(walk, heel, (0.6 * _build_thud(rng, seconds=0.11)) * balance)
        _add(walk, heel, _build_knock(rng, seconds=0.05, curve=_SOLE) * balance)
        _add(walk, start + stride // 8, 0.5 * _build_knock(rng, seconds=0.08, curve=_SOLE) * balance)
    return _to_unit(walk + _echo(walk))


def build_heart(rng: np.random.Generator, count: int) -> Samples:
    """Let a heart beat at rest."""
    beat = np.zeros((count, 2))
    for start in range(SAMPLES_PER_SECOND // 5, count, int(SAMPLES_PER_SECOND * 0.95)):
        _add(beat, start, _build_thud(rng, seconds=0.16))
        _add(beat, start + int(0.28 * SAMPLES_PER_SECOND), 0.7 * _build_thud(rng, seconds=0.13))
    return _to_unit(beat)


def build_impact(rng: np.random.Generator, count: int) -> Samples:
    """Strike one deep blow near the beginning and let it ring out."""
    seconds = np.arange(count) / SAMPLES_PER_SECOND
    since = np.maximum(0, seconds - 0.25)
    fall = np.sin(2 * np.pi * (46 * since + 14 * (1 - np.exp(-since * 5))))
    envelope = np.minimum(1, since / 0.012) * np.exp(-since * 1.6)
    debris = build_noise(rng, count, ((30, -10), (90, 0), (500, -10), (4000, -34))) * np.exp(-since * 2.5)[:, None]
    blow = (fall * envelope)[:, None] + 0.5 * debris * np.minimum(1, since / 0.01)[:, None]
    return _to_unit(blow)


def build_melody(rng: np.random.Generator, count: int) -> Samples:
    """Play a pad with single plucked notes over it."""
    notes = np.zeros((count, 2))
    root = float(rng.choice(_ROOTS)) * 4
    length = int(1.6 * SAMPLES_PER_SECOND)
    time = np.arange(length) / SAMPLES_PER_SECOND
    for start in range(0, count, SAMPLES_PER_SECOND // 2):
        pitch = root * 2 ** (int(rng.choice([0, 2, 4, 7, 9, 12])) / 12)
        pluck = np.sin(2 * np.pi * pitch * time) + 0.3 * np.sin(4 * np.pi * pitch * time)
        side = rng.uniform(0.4, 0.8)
        # Rises and ends level, since every corner of an envelope is heard as a click.
        ends = _smooth(time / 0.008) * _smooth((time[-1] - time) / 0.2)
        envelope = ends * np.exp(-time * 3.2) * rng.uniform(0.4, 1)
        _add(notes, start, (pluck * envelope)[:, None] * np.array([side, 1.2 - side]))
    return 0.7 * build_pad(rng, count) + 0.6 * _to_unit(notes)


def _sing(rng: np.random.Generator, seconds: Samples, pitch: float) -> Samples:
    """Give one sustained note, a little out of tune between the sides."""
    note = np.zeros((len(seconds), 2))
    for partial, strength in enumerate(_PARTIALS, start=1):
        detune = 1 + rng.uniform(-0.0003, 0.0003, 2)
        phases = rng.uniform(0, 2 * np.pi) + rng.choice([-0.5, 0.5]) * np.array([-1.0, 1.0])
        note += strength * np.sin(2 * np.pi * pitch * partial * seconds[:, None] * detune + phases)
    return note


def _build_chirp(pitch: float, bend: float) -> Samples:
    """Give one short whistled note, shape (length,)."""
    time = np.linspace(0, 1, int(0.09 * SAMPLES_PER_SECOND))
    phase = 2 * np.pi * pitch * 0.09 * (time + bend * time**2 / 2)
    return np.asarray(np.sin(phase) * np.sin(np.pi * time) ** 2)


def _build_thud(rng: np.random.Generator, *, seconds: float) -> Samples:
    """Give one dull knock, shape (length, 2)."""
    return _build_knock(rng, seconds=seconds, curve=_THUD)


def _build_knock(rng: np.random.Generator, *, seconds: float, curve: Curve) -> Samples:
    """Give one short knock of shaped noise, shape (length, 2)."""
    length = int(seconds * SAMPLES_PER_SECOND)
    time = np.arange(length)[:, None] / length
    knock = build_noise(rng, length, curve, width=0.6) * np.exp(-5 * time)
    shaped = knock * _smooth(time * 10) * _smooth((1 - time) * 6)
    return np.asarray(shaped / np.abs(shaped).max())


def _echo(sound: Samples) -> Samples:
    """Give what the walls of a room throw back, each side at its own time."""
    echo = np.zeros_like(sound)
    for seconds, strength in ((0.011, 0.35), (0.023, 0.25), (0.041, 0.16)):
        for side, stretch in enumerate((1.0, 1.37)):
            delay = int(seconds * stretch * SAMPLES_PER_SECOND)
            echo[delay:, side] += strength * sound[:-delay, 1 - side]
    return echo


def _smooth(share: Samples) -> Samples:
    """Map 0..1 to 0..1 with level ends."""
    clipped = np.clip(share, 0, 1)
    return np.asarray(clipped * clipped * (3 - 2 * clipped))


def _scatter(rng: np.random.Generator, count: int, *, every_seconds: float) -> list[int]:
    """Choose random moments, so many that they come about `every_seconds`."""
    number = max(1, round(count / SAMPLES_PER_SECOND / every_seconds))
    return sorted(int(start) for start in rng.integers(0, count, number))


def _add(target: Samples, start: int, sound: Samples) -> None:
    """Mix a short sound into a long one at a sample; what does not fit is left out."""
    first = max(0, start)
    room = target[first : first + len(sound)]
    room += sound[: len(room)]


def _to_unit(sound: Samples) -> Samples:
    """Bring a sound to unit power."""
    return np.asarray(sound / max(float(np.sqrt((sound**2).mean())), 1e-9))
