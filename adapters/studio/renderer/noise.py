"""Sounds without a beginning: wind, rain, water, fire, crowds, machines; made of shaped noise.

Every function takes a random generator and a count of samples and gives (count, 2) of about unit power.
"""

import numpy as np

from adapters.studio.renderer.encoder import SAMPLES_PER_SECOND
from adapters.studio.renderer.loudness import Samples

Curve = tuple[tuple[float, float], ...]

_WIND: Curve = ((20, -30), (80, -6), (220, 0), (500, -6), (1500, -24), (8000, -60))
_RAIN: Curve = ((40, -50), (300, -24), (1200, -6), (4000, 0), (8000, -8), (16000, -36))
_DRIPS: Curve = ((300, -40), (1500, -3), (3000, 0), (6000, -14), (10000, -44), (16000, -70))
_WAVES: Curve = ((20, -20), (80, 0), (400, -4), (2000, -14), (7000, -30), (16000, -60))
_STREAM: Curve = ((100, -40), (400, -4), (1100, 0), (3000, -6), (8000, -26), (16000, -60))
_FIRE: Curve = ((30, -30), (110, -8), (320, 0), (800, -6), (2000, -22), (8000, -50))
_CRACKLE: Curve = ((400, -40), (1500, -4), (3000, 0), (6000, -16), (9000, -40), (14000, -70))
_VOICE: Curve = ((80, -40), (180, -4), (480, 0), (900, -8), (1700, -10), (2600, -16), (5000, -40))
_ROAD: Curve = ((20, -12), (60, 0), (180, -3), (700, -12), (2500, -30), (9000, -60))
_TYRES: Curve = ((150, -40), (450, -8), (950, 0), (1800, -6), (4000, -24), (9000, -50))
_AIR: Curve = ((20, -16), (90, 0), (400, -12), (2000, -28), (9000, -50))
_RUMBLE: Curve = ((15, -14), (35, 0), (90, -3), (220, -18), (900, -44), (6000, -80))


#: Single knocks stay near the others, or they would have to be clipped.
_STRONGEST_KNOCK = 1.8
_PEAK_TO_POWER = 5.0


def build_noise(rng: np.random.Generator, count: int, curve: Curve, *, width: float = 0.7) -> Samples:
    """Shape noise by a curve of (hertz, decibels); `width` 0 is mono, 1 is two separate sides."""
    size = 1 << (count - 1).bit_length()
    hertz = np.fft.rfftfreq(size, 1 / SAMPLES_PER_SECOND)
    points = np.array(curve)
    decibels = np.interp(np.log(np.maximum(hertz, 1)), np.log(points[:, 0]), points[:, 1])
    gain = 10 ** (decibels / 20)
    shape = (len(hertz), 2)
    spectrum = (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) * gain[:, None]
    sides = np.fft.irfft(spectrum, size, axis=0)[:count]
    middle = (sides[:, :1] + sides[:, 1:]) / np.sqrt(2)
    mixed = (1 - width) * middle + width * sides
    return np.asarray(mixed / np.sqrt((mixed**2).mean()))


def build_swell(rng: np.random.Generator, count: int, *, seconds: float, depth: float) -> Samples:
    """Give a slow random rise and fall around 1, shape (count, 1); `depth` 0 is steady, 1 goes to silence."""
    points = max(4, int(count / SAMPLES_PER_SECOND / seconds * 2) + 3)
    heights = rng.uniform(-1, 1, points)
    places = np.linspace(0, points - 1, count)
    left = places.astype(int).clip(0, points - 2)
    share = (1 - np.cos(np.pi * (places - left))) / 2
    return np.asarray((1 + depth * (heights[left] * (1 - share) + heights[left + 1] * share))[:, None])


def build_grains(rng: np.random.Generator, count: int, *, per_second: float, curve: Curve) -> Samples:
    """Scatter short knocks of shaped noise over the time and both sides."""
    grains = np.zeros((count, 2))
    number = max(1, int(per_second * count / SAMPLES_PER_SECOND))
    body = build_noise(rng, 1 << 15, curve)
    length = SAMPLES_PER_SECOND // 100
    decay = np.exp(-np.arange(length) / (length / 6))[:, None] * (np.minimum(1, np.arange(length) / 90) ** 2)[:, None]
    for start in rng.integers(0, max(1, count - length), number):
        offset = int(rng.integers(0, len(body) - length))
        side = rng.uniform(0.2, 1)
        strength = min(_STRONGEST_KNOCK, float(rng.exponential(1.0)))
        knock = body[offset : offset + length] * decay * strength * np.array([side, 1.2 - side])
        grains[start : start + length] += knock[: count - start]
    power, peak = float(np.sqrt((grains**2).mean())), float(np.abs(grains).max())
    return np.asarray(grains / max(power, peak / _PEAK_TO_POWER, 1e-9))


def build_wind(rng: np.random.Generator, count: int) -> Samples:
    """Let gusts come and go."""
    whistle = build_noise(rng, count, ((200, -60), (480, -10), (620, 0), (800, -10), (2000, -60)), width=0.9)
    gusts = build_swell(rng, count, seconds=2.4, depth=0.6)
    return np.asarray(build_noise(rng, count, _WIND) * gusts + 0.16 * whistle * gusts**3)


def build_rain(rng: np.random.Generator, count: int) -> Samples:
    """Let a shower fall, with single drops in front."""
    shower = build_noise(rng, count, _RAIN, width=0.9) * build_swell(rng, count, seconds=3, depth=0.12)
    return shower + 0.5 * build_grains(rng, count, per_second=70, curve=_DRIPS)


def build_waves(rng: np.random.Generator, count: int) -> Samples:
    """Let waves roll in every few seconds."""
    seconds = np.arange(count)[:, None] / SAMPLES_PER_SECOND
    phase = seconds / rng.uniform(5.5, 7.0) + np.array([[0.0, 0.06]]) + rng.uniform()
    roll = ((phase % 1) * np.exp(1 - phase % 1 * 1.0)) ** 2
    smooth = 0.35 + roll * np.clip((1 - phase % 1) * 6, 0, 1) * 1.4
    return np.asarray(build_noise(rng, count, _WAVES) * smooth)


def build_stream(rng: np.random.Generator, count: int) -> Samples:
    """Let water run."""
    return build_noise(rng, count, _STREAM, width=0.9) * build_swell(rng, count, seconds=0.12, depth=0.35)


def build_fire(rng: np.random.Generator, count: int) -> Samples:
    """Let a fire roar low and its wood crackle."""
    roar = build_noise(rng, count, _FIRE) * build_swell(rng, count, seconds=0.5, depth=0.35)
    return 0.7 * roar + build_grains(rng, count, per_second=14, curve=_CRACKLE)


def build_crowd(rng: np.random.Generator, count: int) -> Samples:
    """Let many people talk at once, none understood."""
    crowd = np.zeros((count, 2))
    for side in rng.permutation(np.linspace(0.1, 1.15, 7)):
        syllables = np.maximum(0, build_swell(rng, count, seconds=rng.uniform(0.16, 0.3), depth=1.0)) ** 2
        shift = rng.uniform(0.8, 1.3)
        curve = tuple((hertz * shift, decibels) for hertz, decibels in _VOICE)
        crowd += build_noise(rng, count, curve, width=0.35) * syllables * np.array([side, 1.25 - side])
    return crowd / 3


def build_traffic(rng: np.random.Generator, count: int) -> Samples:
    """Let cars pass on a road."""
    passing = build_swell(rng, count, seconds=2.2, depth=0.95) ** 3 / 3
    return build_noise(rng, count, _ROAD) + passing * build_noise(rng, count, _TYRES)


def build_air(rng: np.random.Generator, count: int) -> Samples:
    """Give the quiet of a room."""
    return build_noise(rng, count, _AIR) * build_swell(rng, count, seconds=3, depth=0.2)


def build_rumble(rng: np.random.Generator, count: int) -> Samples:
    """Let thunder roll a few times and die away."""
    seconds = np.arange(count)[:, None] / SAMPLES_PER_SECOND
    rolls = np.full((count, 1), 0.06)
    length = count / SAMPLES_PER_SECOND
    for start in np.sort(rng.uniform(0.1, max(0.2, length - 1.5), max(1, int(length / 4)))):
        since = np.maximum(0, seconds - start)
        rolls += np.minimum(1, since / 0.08) * np.exp(-since / rng.uniform(0.7, 1.3)) * rng.uniform(0.7, 1.2)
    return np.asarray(build_noise(rng, count, _RUMBLE) * rolls * build_swell(rng, count, seconds=0.12, depth=0.4) * 2)
