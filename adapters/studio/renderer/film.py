"""A scene made ready to be painted frame by frame: every shot in its place, marks on top.

How one shot is set up belongs to `setup.py`; writing the frames to a file to `encoder.py`.
"""

from adapters.studio.renderer.mark import ANIMATIC_TEXT, WATERMARK_TEXT, Corner, Mark
from adapters.studio.renderer.planes import Planes, build_blank_planes
from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.setup import Stage, build_painter, read_stage
from adapters.studio.renderer.size import FRAMES_PER_SECOND
from adapters.studio.renderer.storyboard import build_shots
from adapters.studio.renderer.transition import mix_transition


class Film:
    """All frames of a scene, painted on demand."""

    def __init__(self, scene: Scene) -> None:
        """Read the pictures and prepare every shot."""
        stage = read_stage(scene)
        self.width, self.height = stage.width, stage.height
        self.frames = scene.duration_seconds * FRAMES_PER_SECOND
        self.shots = build_shots(scene)
        self._painters = [build_painter(shot, stage, number) for number, shot in enumerate(self.shots)]
        self._marks = _build_marks(scene, stage)
        self._outgoing: Planes | None = None

    def paint(self, index: int, canvas: Planes) -> None:
        """Draw frame `index` of the whole film."""
        number = self._find_shot(index)
        shot = self.shots[number]
        since = index - shot.start
        self._painters[number].paint(since, canvas)
        if since < shot.transition_frames:
            self._mix_with_last(number, (since + 1) / (shot.transition_frames + 1), canvas)
        for mark in self._marks:
            mark.lay_over(canvas)

    def _find_shot(self, index: int) -> int:
        """Tell which shot a frame belongs to."""
        return max(number for number, shot in enumerate(self.shots) if shot.start <= index)

    def _mix_with_last(self, number: int, share: float, canvas: Planes) -> None:
        """Let the end of the shot before show through."""
        if self._outgoing is None:
            self._outgoing = build_blank_planes(self.width, self.height)
        self._painters[number - 1].paint(self.shots[number - 1].frames - 1, self._outgoing)
        mix_transition(self.shots[number].transition, share, self._outgoing, canvas)


def _build_marks(scene: Scene, stage: Stage) -> list[Mark]:
    """Prepare the texts that the scene asks for."""
    marks = []
    if scene.animatic_mark:
        marks.append(Mark(ANIMATIC_TEXT, Corner.LOWER_LEFT, width=stage.width, height=stage.height))
    if scene.watermark:
        marks.append(Mark(WATERMARK_TEXT, Corner.LOWER_RIGHT, width=stage.width, height=stage.height))
    return marks
