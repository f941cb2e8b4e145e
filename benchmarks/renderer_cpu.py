"""CPU seconds per second of video, against the same encoder fed the very same frames from memory.

All figures of one line come from one run; each is the median of ROUNDS. A ratio counts everything that a job does:
reading and preparing the pictures, painting, encoding and writing. "still" is the encoder fed one frame again and
again. Run: python benchmarks/renderer_cpu.py [ROUNDS] [SECONDS]
"""

import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from adapters.studio.renderer.encoder import VideoFormat, open_video
from adapters.studio.renderer.film import Film
from adapters.studio.renderer.planes import Planes, build_blank_planes
from adapters.studio.renderer.render import render
from adapters.studio.renderer.scene import Quality, Scene
from tests.adapters.studio.renderer.pictures import draw_scene, write_picture


def measure_render(scene: Scene, output: Path) -> tuple[float, float]:
    """Give CPU and wall seconds of a whole job."""
    cpu, wall = time.process_time(), time.perf_counter()
    render(scene, output, report=lambda _share: None, stopped=lambda: False)
    return time.process_time() - cpu, time.perf_counter() - wall


def paint_all(scene: Scene) -> list[Planes]:
    """Paint every frame into memory."""
    film = Film(scene)
    frames = [build_blank_planes(film.width, film.height) for _ in range(film.frames)]
    for index, frame in enumerate(frames):
        film.paint(index, frame)
    return frames


def measure_encoder(frames: list[Planes], output: Path) -> float:
    """Give the CPU seconds of encoding frames that lie ready in memory."""
    size = frames[0]
    video_format = VideoFormat(width=size.width, height=size.height, has_sound=False, title="", comment="")
    cpu = time.process_time()
    with open_video(output, video_format) as video:
        for frame in frames:
            frame.copy_to(video.canvas)
            video.write_canvas()
    return time.process_time() - cpu


def compare(name: str, scene: Scene, output: Path, rounds: int) -> None:
    """Print one line for one kind of job."""
    frames = paint_all(scene)
    jobs, walls, encodings, stills = [], [], [], []
    for _ in range(rounds):
        cpu, wall = measure_render(scene, output)
        jobs.append(cpu)
        walls.append(wall)
        encodings.append(measure_encoder(frames, output))
        stills.append(measure_encoder(frames[:1] * len(frames), output))
    seconds = scene.duration_seconds
    job, encoding = median(jobs), median(encodings)
    ratio = median(job / encoding for job, encoding in zip(jobs, encodings, strict=True))
    print(
        f"{scene.quality.value:6}{name:14}{job / seconds:7.2f} cpu/s  encoder {encoding / seconds:5.2f}"
        f"  still {median(stills) / seconds:5.2f}  ratio {ratio:5.2f}  wall {median(walls):5.2f} s"
    )


def main() -> None:
    """Compare every kind of job in two sizes."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 5  # noqa: PLR2004 - the second argument
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenery = draw_scene(2400, 1350)
        first = write_picture(folder, scenery, "first.jpg")
        # The same scenery from a little nearer and farther left, as a camera would show it.
        last = write_picture(folder, np.ascontiguousarray(scenery[60:1275, 60:2220]), "last.jpg")
        for quality in (Quality.HD, Quality.FULL_HD):
            scenes = {
                "plain move": Scene(first_frame=first, prompt="zoom in", quality=quality, duration_seconds=seconds),
                "parallax": Scene(first_frame=first, prompt="orbit", quality=quality, duration_seconds=seconds),
                "in-between": Scene(first_frame=first, last_frame=last, quality=quality, duration_seconds=seconds),
            }
            for kind, scene in scenes.items():
                compare(kind, scene, folder / "video.mp4", rounds)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, frames in memory included")


if __name__ == "__main__":
    main()
