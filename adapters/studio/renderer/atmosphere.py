"""Weather and light that the words name, as light layers over the frames of a shot.

Which words name what is decided here; particles are `particles.py`. Layers fade away at a frame that must show the
picture exactly as given.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

import cv2
import numpy as np

from adapters.studio.renderer.camera import Anchor, ease
from adapters.studio.renderer.painter import Painter
from adapters.studio.renderer.particles import RainLayer, SnowLayer, SparkleLayer
from adapters.studio.renderer.planes import Field, Matrix, Planes
from adapters.studio.renderer.size import FRAMES_PER_SECOND


class Effect(Enum):
    """A kind of weather or light."""

    RAIN = auto()
    SNOW = auto()
    FOG = auto()
    SPARKLE = auto()
    DUSK = auto()
    FLICKER = auto()


class Layer(Protocol):
    """Something laid over a frame."""

    def lay_over(self, index: int, strength: float, canvas: Planes) -> None:
        """Change the frame in place; `strength` is 0 for nothing, 1 for all of it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """What a layer must know about the frames of a shot."""

    width: int
    height: int
    frames: int
    seed: int


_WORDS = {
    Effect.RAIN: r"\brain(s|y|ing|fall|storm|drops?)?\b|drizzl\w+|downpour",
    Effect.SNOW: r"\bsnow(s|ing|fall|flakes?|storm)?\b(?![- ](capped|covered|white))|blizzard",
    Effect.FOG: r"\b(fog|mist)(gy|ty|s)?\b|\bhaz(e|y)\b|\bsmok(e|y|ing)\b|steam(s|ing|y)?\b",
    Effect.SPARKLE: r"sparkl\w*|glitter\w*|twinkl\w*|shimmer\w*|firefl(y|ies)|(magic|fairy) (dust|lights?)|embers",
    Effect.DUSK: r"\bdusk|nightfall|night falls|(gets?|grows?|turns?) dark|day (in)?to night|sun(set| sets)|darkens",
    Effect.FLICKER: r"flicker\w*|candle\w*|torch\w*|fire ?light|strobe|lightning",
}
_NEGATION = r"\b(?:no|not|without|never)(?: any| the| a)? (?:\w+ )?"
_FADE_SECONDS = 0.7


def find_effects(prompt: str, negative_prompt: str = "") -> tuple[Effect, ...]:
    """Find what the words name and do not forbid."""
    wanted, unwanted = prompt.lower(), negative_prompt.lower()
    return tuple(
        effect
        for effect, words in _WORDS.items()
        if re.search(words, wanted)
        and not re.search(words, unwanted)
        and not re.search(f"{_NEGATION}(?:{words})", wanted)
    )


class LayeredPainter:
    """Another painter's frames with layers over them."""

    def __init__(self, painter: Painter, layers: tuple[tuple[Layer, Matrix], ...]) -> None:
        """Keep the painter and each layer with its strength in every frame."""
        self._painter = painter
        self._layers = layers

    def paint(self, index: int, canvas: Planes) -> None:
        """Write every sample of frame `index` into `canvas`."""
        self._painter.paint(index, canvas)
        for layer, strengths in self._layers:
            strength = float(strengths[index])
            if strength:
                layer.lay_over(index, strength, canvas)


def build_effect_layers(
    effects: tuple[Effect, ...], canvas: Canvas, exact: tuple[Anchor, ...]
) -> tuple[tuple[Layer, Matrix], ...]:
    """Make the layers of effects with their strengths; `exact` names the ends that must stay as they are."""
    return tuple(
        (
            _BUILDERS[effect](canvas),
            _build_dusk(canvas.frames, exact) if effect is Effect.DUSK else build_fades(canvas.frames, exact),
        )
        for effect in effects
    )


def build_fades(frames: int, exact: tuple[Anchor, ...]) -> Matrix:
    """Give a strength for every frame that is 0 at the ends that must stay as they are and 1 away from them."""
    seconds = np.arange(frames) / FRAMES_PER_SECOND
    strengths = np.ones(frames)
    if Anchor.FIRST in exact:
        strengths *= ease(seconds / _FADE_SECONDS)
    if Anchor.LAST in exact:
        strengths *= ease((seconds[-1] - seconds) / _FADE_SECONDS)
    return strengths


def _build_dusk(frames: int, exact: tuple[Anchor, ...]) -> Matrix:
    """Give the darkness of every frame; where a shot must end at the picture it begins lighter than that."""
    if len(exact) > 1:
        return np.zeros(frames)
    falling = ease(np.linspace(0, 1, frames))
    return falling - 1 if Anchor.LAST in exact else falling


class FogLayer:
    """Two veils that drift across each other, thicker below."""

    _CELL = 16
    _LIGHT, _GREY = 196, 128
    _THICKEST = 0.54

    def __init__(self, canvas: Canvas) -> None:
        """Draw the veils once, each twice as wide as the frame so that it can drift."""
        rng = np.random.default_rng(canvas.seed)
        rows, columns = -(-canvas.height // self._CELL), -(-canvas.width // self._CELL)
        self._veils = [_build_veil(rng, rows, 2 * columns) for _ in range(2)]
        self._below: Field = np.linspace(0.55, 1, rows, dtype=np.float32)[:, None]
        self._columns = columns
        self._frames = canvas.frames
        self._luma = np.full((canvas.height, canvas.width), self._LIGHT, dtype=np.uint8)
        self._chroma = np.full((canvas.height // 2, canvas.width // 2), self._GREY, dtype=np.uint8)

    def lay_over(self, index: int, strength: float, canvas: Planes) -> None:
        """Let the frame fade into the veils."""
        way = index / self._frames * self._columns
        ahead, behind = self._cut(0, 0.55 * way), self._cut(1, 0.95 * (self._columns - 0.6 * way))
        density = np.float32(strength * self._THICKEST) * self._below * (ahead + behind) / np.float32(2)
        for plane, veil in ((canvas.luma, self._luma), (canvas.blue, self._chroma), (canvas.red, self._chroma)):
            share = cv2.resize(density, (plane.shape[1], plane.shape[0]), interpolation=cv2.INTER_LINEAR)
            cv2.blendLinear(veil, plane, share, 1 - share, dst=plane)

    def _cut(self, number: int, offset: float) -> Field:
        """Cut the part of a veil that lies over the frame, shifted by cells and their parts."""
        veil = self._veils[number]
        size, centre = (self._columns, veil.shape[0]), (offset + (self._columns - 1) / 2, (veil.shape[0] - 1) / 2)
        return np.asarray(cv2.getRectSubPix(veil, size, centre), dtype=np.float32)


class DuskLayer:
    """Light that goes and turns blue."""

    def __init__(self, canvas: Canvas) -> None:
        """Need nothing of the shot."""

    def lay_over(self, index: int, strength: float, canvas: Planes) -> None:
        """Darken the frame; a negative strength makes it lighter and warmer instead."""
        del index
        light = 1 - 0.58 * strength if strength > 0 else 1 - 0.22 * strength
        colour = 1 - 0.30 * abs(strength)
        cv2.convertScaleAbs(canvas.luma, dst=canvas.luma, alpha=light, beta=16 * (1 - light))
        for plane, tint in ((canvas.blue, 6), (canvas.red, -5)):
            cv2.convertScaleAbs(plane, dst=plane, alpha=colour, beta=128 * (1 - colour) + tint * strength)


class FlickerLayer:
    """Light that is never quite steady."""

    _DEPTH = 0.11

    def __init__(self, canvas: Canvas) -> None:
        """Choose the light of every frame."""
        rng = np.random.default_rng(canvas.seed)
        steps = rng.normal(0, 1, canvas.frames + 8)
        smooth = np.convolve(steps, (0.2, 0.6, 0.2), mode="same")[: canvas.frames]
        self._lights = np.clip(self._DEPTH * smooth, -2 * self._DEPTH, 2 * self._DEPTH)

    def lay_over(self, index: int, strength: float, canvas: Planes) -> None:
        """Make the frame a little lighter or darker."""
        light = 1 + strength * float(self._lights[index])
        cv2.convertScaleAbs(canvas.luma, dst=canvas.luma, alpha=light, beta=16 * (1 - light))


def _build_veil(rng: np.random.Generator, rows: int, columns: int) -> Field:
    """Draw soft clouds between 0 and 1."""
    veil = np.zeros((rows, columns), dtype=np.float32)
    for size, weight in ((12, 1.0), (6, 0.5), (3, 0.25)):
        coarse = rng.normal(0, 1, (max(2, rows // size), max(2, columns // (size * 2)))).astype(np.float32)
        veil += np.float32(weight) * cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(0.5 + 0.32 * veil, 0, 1), dtype=np.float32)


_BUILDERS: dict[Effect, Callable[[Canvas], Layer]] = {
    Effect.RAIN: lambda canvas: RainLayer(canvas.width, canvas.height, seed=canvas.seed),
    Effect.SNOW: lambda canvas: SnowLayer(canvas.width, canvas.height, seed=canvas.seed),
    Effect.FOG: FogLayer,
    Effect.SPARKLE: lambda canvas: SparkleLayer(canvas.width, canvas.height, seed=canvas.seed),
    Effect.DUSK: DuskLayer,
    Effect.FLICKER: FlickerLayer,
}
