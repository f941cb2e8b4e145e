"""The entry to the renderer: a scene becomes a file, frame by frame.

Runs inside a worker process of its own, so it may block and may set what counts for the whole process.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import cv2

from adapters.studio.renderer.encoder import SAMPLES_PER_FRAME, Sound, VideoFormat, open_video
from adapters.studio.renderer.faults import RenderStopped
from adapters.studio.renderer.film import Film
from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.size import frame_size
from adapters.studio.renderer.soundtrack import build_soundtrack

__all__ = ["RenderStopped", "frame_size", "render"]

logger = logging.getLogger(__name__)


def render(scene: Scene, output: Path, *, report: Callable[[float], None], stopped: Callable[[], bool]) -> None:
    """Write the video of a scene to `output`, which appears only when it is complete.

    `report` is told the share of frames encoded so far; `stopped` is asked before every frame and ends the work
    with `RenderStopped`.
    """
    # One thread draws; the other cores belong to the encoder, which runs beside it.
    cv2.setNumThreads(1)
    film = Film(scene)
    sound = build_soundtrack(scene, film.shots) if scene.sound else None
    with open_video(output, _build_format(scene, film)) as video:
        for index in range(film.frames):
            if stopped():
                raise RenderStopped
            film.paint(index, video.canvas)
            video.write_canvas()
            if sound is not None:
                video.write_sound(_cut_sound(sound, index))
            report((index + 1) / film.frames)
    logger.info("rendered %d frames", film.frames, extra={"task_id": scene.task_id})


def _build_format(scene: Scene, film: Film) -> VideoFormat:
    """Say what the file is to be."""
    kind = "animatic" if scene.animatic_mark else "video"
    return VideoFormat(
        width=film.width,
        height=film.height,
        has_sound=scene.sound,
        title=f"Flipbook {kind} {scene.task_id}".rstrip(),
        comment=scene.prompt or "; ".join(shot.prompt for shot in scene.shots),
    )


def _cut_sound(sound: Sound, index: int) -> Sound:
    """Give the samples heard during one frame."""
    return sound[index * SAMPLES_PER_FRAME : (index + 1) * SAMPLES_PER_FRAME]
