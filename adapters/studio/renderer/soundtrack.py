"""What is heard when: words choose sounds, shots switch them; how each sounds is `noise.py` and `tones.py`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from adapters.studio.renderer import noise, tones
from adapters.studio.renderer.encoder import SAMPLES_PER_FRAME, SAMPLES_PER_SECOND, Sound
from adapters.studio.renderer.loudness import Samples, level_sound
from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.seed import build_seed
from adapters.studio.renderer.storyboard import Shot


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One sound, the words that call for it and how strong it is in the mix."""

    words: str
    build: Callable[[np.random.Generator, int], Samples]
    strength: float = 1.0


VOICES = (
    Voice(words=r"\bwind\w*|breez\w+|gust\w*|storm\w*|blizzard|desert|mountain\w*|snow\w*", build=noise.build_wind),
    Voice(words=r"\brain\w*|drizzl\w+|downpour|shower", build=noise.build_rain, strength=0.9),
    Voice(words=r"\bwaves?\b|\bsea\b|ocean|beach|shore|surf\b|coast\w*|tide", build=noise.build_waves),
    Voice(words=r"river|stream\b|brook|waterfall|fountain|\bwater\b|creek", build=noise.build_stream, strength=0.8),
    Voice(words=r"\bfir(e|es|eplace)\b|flam\w+|campfire|burn\w*|candle\w*|torch", build=noise.build_fire),
    Voice(
        words=r"crowd\w*|people|audience|cheer\w*|market|\bparty|\bcaf[eé]|restaurant|stadium", build=noise.build_crowd
    ),
    Voice(
        words=r"traffic|\bcars?\b|\bstreet|\bcity|highway|\broad\b|motor\w*", build=noise.build_traffic, strength=0.8
    ),
    Voice(words=r"thunder\w*|lightning|avalanche|earthquake", build=noise.build_rumble, strength=1.1),
    Voice(
        words=r"\bhum\w*|engine|machine\w*|robot\w*|spaceship|factory|neon|\bspace\b|train|plane\b",
        build=tones.build_hum,
        strength=0.7,
    ),
    Voice(
        words=r"\bbirds?\b|birdsong|chirp\w*|forest|garden|\bpark\b|meadow|morning|spring\b|jungle",
        build=tones.build_birds,
        strength=0.35,
    ),
    Voice(words=r"cricket\w*|\bnight\b|summer evening|cicada\w*", build=tones.build_crickets, strength=0.25),
    Voice(words=r"footstep\w*|\bsteps?\b|walk\w*|\bmarch\w*|runs?\b|running", build=tones.build_steps, strength=0.6),
    Voice(words=r"heart\w*|pulse|\btense\b|suspense\w*|horror", build=tones.build_heart, strength=0.7),
    Voice(words=r"\bboom|explo\w+|impact|crash\w*|\bblast|slam\w*|epic", build=tones.build_impact, strength=1.2),
    Voice(
        words=r"melod\w+|piano|guitar|song|harp|upbeat|cheerful|lullaby|danc\w+", build=tones.build_melody, strength=0.9
    ),
    Voice(
        words=r"music\w*|ambient|cinematic|\bpad\b|orchestra\w*|choir|dream\w*|calm|peaceful|magic\w*|romantic",
        build=tones.build_pad,
        strength=0.7,
    ),
)
_QUIET_ROOM = Voice(words="", build=noise.build_air, strength=0.8)
_SOFT_PAD = Voice(words=r"music\w*|pad\b|melod\w+", build=tones.build_pad, strength=0.45)
_NEGATION = r"\b(?:no|not|without|never)(?: any| the)? (?:\w+\W+){0,1}?"
#: Sounds change with the picture, but not as a click.
_CHANGE_SECONDS = 0.05
_BEGIN_SECONDS, _END_SECONDS = 0.12, 0.35


def build_soundtrack(scene: Scene, shots: tuple[Shot, ...]) -> Sound:
    """Make the sound of a whole scene, shape (samples, 2), as long as its frames to the sample."""
    count = scene.duration_seconds * SAMPLES_PER_SECOND
    casts = [choose_voices(f"{shot.prompt}", scene.negative_prompt) for shot in shots]
    mix = np.zeros((count, 2))
    for number, voice in enumerate(dict.fromkeys(voice for cast in casts for voice in cast)):
        rng = np.random.default_rng([build_seed(scene), number])
        presence = _build_presence([voice in cast for cast in casts], shots, count)
        mix += voice.build(rng, count) * presence * voice.strength
    return np.asarray(level_sound(mix * _build_fades(count)), dtype=np.float32)


def choose_voices(prompt: str, negative_prompt: str) -> tuple[Voice, ...]:
    """Choose the sounds that the words name and do not forbid; nothing named gives a quiet room with a soft pad."""
    wanted, unwanted = prompt.lower(), negative_prompt.lower()
    chosen = tuple(
        voice
        for voice in VOICES
        if re.search(voice.words, wanted)
        and not re.search(voice.words, unwanted)
        and not re.search(rf"{_NEGATION}(?:{voice.words})", wanted)
    )
    if chosen:
        return chosen
    return (_QUIET_ROOM,) if re.search(_SOFT_PAD.words, unwanted) else (_QUIET_ROOM, _SOFT_PAD)


def _build_presence(heard: list[bool], shots: tuple[Shot, ...], count: int) -> Samples:
    """Give the strength of a sound over time, shape (count, 1): it comes and goes with the shots."""
    change = int(_CHANGE_SECONDS * SAMPLES_PER_SECOND)
    places, levels = [0.0], [float(heard[0])]
    for shot, before, now in zip(shots[1:], heard[:-1], heard[1:], strict=True):
        cut = shot.start * SAMPLES_PER_FRAME
        length = max(change, shot.transition_frames * SAMPLES_PER_FRAME)
        places += [cut - change / 2, cut - change / 2 + length]
        levels += [float(before), float(now)]
    return np.asarray(np.interp(np.arange(count), places, levels)[:, None])


def _build_fades(count: int) -> Samples:
    """Give the rise at the very beginning and the fall at the very end, shape (count, 1)."""
    seconds = np.arange(count)[:, None] / SAMPLES_PER_SECOND
    rise = np.clip(seconds / _BEGIN_SECONDS, 0, 1)
    fall = np.clip((count / SAMPLES_PER_SECOND - seconds) / _END_SECONDS, 0, 1)
    return np.asarray(np.sin(rise * np.pi / 2) * np.sin(fall * np.pi / 2))
