"""Which shots a video has: when each begins, what it frames and how it follows the one before.

How a shot is painted belongs to `film.py`; the words of camera moves to `vocabulary.py`.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from adapters.studio.renderer.camera import Anchor
from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.size import FRAMES_PER_SECOND


class Transition(Enum):
    """How a shot follows the one before."""

    CUT = auto()
    DISSOLVE = auto()
    DIP = auto()
    WIPE = auto()


class Source(Enum):
    """Which picture a shot shows."""

    FIRST = auto()
    LAST = auto()
    #: Both: it begins at the one and ends at the other.
    BOTH = auto()


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One stretch of the video without a cut."""

    prompt: str
    start: int
    frames: int
    source: Source
    anchor: Anchor
    #: Enlargement about the subject: 1 shows the whole picture.
    closeness: float = 1.0
    transition: Transition = Transition.CUT

    @property
    def transition_frames(self) -> int:
        """Count the frames during which the shot before is still seen."""
        if self.transition is Transition.CUT:
            return 0
        return min(self.frames // 2, round(_TRANSITION_SECONDS * FRAMES_PER_SECOND))


_TRANSITION_SECONDS = 0.6
_TRANSITIONS = (
    (r"\b(cross[- ]?)?dissolv\w*|cross[- ]?fad\w*|\bmorph\w*|melts? into|blend(s|ing)? into", Transition.DISSOLVE),
    (r"\bfad(e|es|ing)\b|dip to black|through black", Transition.DIP),
    (r"\bwip(e|es|ing)\b (to|left|right|transition|across)|wipe transition", Transition.WIPE),
)
_CLOSENESS = (
    (r"extreme close[- ]?up|macro|\bdetail\b", 2.2),
    (r"close[- ]?up|\bportrait\b|\bface\b", 1.75),
    (r"medium (shot|close)|waist|over the shoulder", 1.35),
    (r"\bwide\b|establishing|long shot|full shot|panorama|aerial|whole scene", 1.0),
)
#: What shots without a word about it show, in turn; the last is never as close as to look coarse.
_ROUND = (1.0, 1.5, 1.2, 1.75, 1.1, 1.4)
_MAX_SHOTS = 6
_MIN_SHOT_SECONDS = 2
_SHOT_SPLIT = r"(?:\bshot \d+\s*[:.,-]|\bscene \d+\s*[:.,-]|\bcut to\b:?|[.;!\n]+\s+|\bthen\b,?)"


def build_shots(scene: Scene) -> tuple[Shot, ...]:
    """Lay out the shots of a scene, which together are exactly as long as it."""
    parts = _find_parts(scene)
    shots: list[Shot] = []
    start = 0
    for number, (prompt, seconds) in enumerate(parts):
        frames = seconds * FRAMES_PER_SECOND
        source = _choose_source(scene, number, len(parts))
        anchor = _choose_anchor(scene, number, len(parts))
        free = anchor is Anchor.NONE
        shots.append(
            Shot(
                prompt=prompt,
                start=start,
                frames=frames,
                source=source,
                anchor=anchor,
                closeness=_find_closeness(prompt, number) if free else 1.0,
                transition=_find_transition(prompt) if number else Transition.CUT,
            )
        )
        start += frames
    return tuple(shots)


def _find_parts(scene: Scene) -> list[tuple[str, int]]:
    """Give words and whole seconds of every shot."""
    if scene.shots:
        return [(shot.prompt, shot.seconds) for shot in scene.shots]
    if not scene.split_into_shots:
        return [(scene.prompt, scene.duration_seconds)]
    clauses = [part.strip(" ,") for part in re.split(_SHOT_SPLIT, scene.prompt, flags=re.IGNORECASE)]
    room = max(1, min(_MAX_SHOTS, scene.duration_seconds // _MIN_SHOT_SECONDS))
    found = [clause for clause in clauses if clause][:room] or [scene.prompt]
    if len(found) == 1:
        found *= min(room, 3)
    share, rest = divmod(scene.duration_seconds, len(found))
    return [(clause, share + (number < rest)) for number, clause in enumerate(found)]


def _choose_source(scene: Scene, number: int, count: int) -> Source:
    """Show the last picture in the last shot and the first in all others, where both exist."""
    if scene.last_frame is None:
        return Source.FIRST
    if scene.first_frame is None:
        return Source.LAST
    if count == 1:
        return Source.BOTH
    return Source.LAST if number == count - 1 else Source.FIRST


def _choose_anchor(scene: Scene, number: int, count: int) -> Anchor:
    """Begin the first shot at the first picture and end the last shot at the last."""
    if scene.last_frame is not None and number == count - 1:
        return Anchor.LAST
    if scene.first_frame is not None and number == 0:
        return Anchor.FIRST
    return Anchor.NONE


def _find_closeness(prompt: str, number: int) -> float:
    """Read how close the words want the camera; otherwise take turns."""
    found = (closeness for pattern, closeness in _CLOSENESS if re.search(pattern, prompt, re.IGNORECASE))
    return next(found, _ROUND[number % len(_ROUND)])


def _find_transition(prompt: str) -> Transition:
    """Read how a shot follows the one before."""
    found = (kind for pattern, kind in _TRANSITIONS if re.search(pattern, prompt, re.IGNORECASE))
    return next(found, Transition.CUT)
