"""How people write shots: `4s: she looks up | 6s: the crowd cheers`, or `auto` to leave the cuts to the service."""

import re

from bot.errors import RequestRefused
from bot.messages import options as sentences
from bot.request.generation_request import Shot, ShotMode, Storyboard
from bot.request.options import MAX_SHOT_PROMPT_LENGTH, MAX_SHOTS, SHOTS

_SHOT = re.compile(r"(?P<seconds>\d{1,4})\s*(?:s|sec|seconds)?\s*[:,]\s*(?P<prompt>.*)", re.IGNORECASE | re.DOTALL)
_SEPARATOR = re.compile(r"[|\n]")
_AUTO_WORDS = frozenset({"auto", "intelligent", "intelligence"})
_OFF_WORDS = frozenset({"", "off", "none", "no"})


def parse_storyboard(text: str) -> Storyboard:
    """Read shots as people type them; raise `RequestRefused` where they cannot be read."""
    word = text.strip().lower()
    if word in _OFF_WORDS:
        return Storyboard()
    if word in _AUTO_WORDS:
        return Storyboard(mode=ShotMode.INTELLIGENT)
    pieces = [piece.strip() for piece in _SEPARATOR.split(text) if piece.strip()]
    if not pieces:
        raise RequestRefused(sentences.unreadable_shot(text.strip()[:60]), option=SHOTS.name)
    if len(pieces) > MAX_SHOTS:
        raise RequestRefused(sentences.too_many_shots(len(pieces), maximum=MAX_SHOTS), option=SHOTS.name)
    shots = tuple(_parse_shot(piece, number) for number, piece in enumerate(pieces, start=1))
    return Storyboard(mode=ShotMode.CUSTOM, shots=shots)


def format_storyboard(storyboard: Storyboard) -> str:
    """Write shots the way `parse_storyboard` reads them."""
    if storyboard.mode is ShotMode.INTELLIGENT:
        return "auto"
    return " | ".join(f"{shot.seconds}s: {shot.prompt}" for shot in storyboard.shots)


def _parse_shot(text: str, number: int) -> Shot:
    match = _SHOT.fullmatch(text)
    if match is None:
        raise RequestRefused(sentences.unreadable_shot(text[:60]), option=SHOTS.name)
    prompt, seconds = match["prompt"].strip(), int(match["seconds"])
    if not prompt:
        raise RequestRefused(sentences.empty_shot(number), option=SHOTS.name)
    if len(prompt) > MAX_SHOT_PROMPT_LENGTH:
        sentence = sentences.shot_prompt_too_long(number, length=len(prompt), maximum=MAX_SHOT_PROMPT_LENGTH)
        raise RequestRefused(sentence, option=SHOTS.name)
    if seconds < 1:
        raise RequestRefused(sentences.shot_too_short(number), option=SHOTS.name)
    return Shot(prompt=prompt, seconds=seconds)
