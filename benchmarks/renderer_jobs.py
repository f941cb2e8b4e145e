"""Whole jobs, each in a fresh process: wall and CPU seconds of the rendering, and the peak memory of the process.

Run: python benchmarks/renderer_jobs.py [ROUNDS]; figures are medians of ROUNDS (5). Importing is left out, as
workers are warm.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import numpy as np

from adapters.studio.renderer.render import render
from adapters.studio.renderer.scene import Quality, Scene
from tests.adapters.studio.renderer.pictures import draw_scene, write_picture


def run_job(scene: Scene, output: Path, results: Connection) -> None:
    """Render in this process and send wall seconds, CPU seconds and megabytes."""
    wall, cpu = time.perf_counter(), time.process_time()
    render(scene, output, report=lambda _share: None, stopped=lambda: False)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.send((time.perf_counter() - wall, time.process_time() - cpu, megabytes))


def measure(scene: Scene, output: Path) -> tuple[float, float, float]:
    """Render in a fresh process."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=run_job, args=(scene, output, there))
    process.start()
    figures: tuple[float, float, float] = here.recv()
    process.join()
    return figures


def main() -> None:
    """Measure the jobs that have a limit."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenery = draw_scene(2400, 1350)
        first = write_picture(folder, scenery, "first.jpg")
        last = write_picture(folder, np.ascontiguousarray(scenery[60:1275, 60:2220]), "last.jpg")
        both = Scene(first_frame=first, last_frame=last, prompt="wind", sound=True)
        jobs = {
            "720p 5 s, two pictures, sound (4 s, 700 MB)": both,
            "1080p 15 s, two pictures, sound (30 s, 700 MB)": replace(
                both, duration_seconds=15, quality=Quality.FULL_HD
            ),
            "4k 3 s, two pictures, sound (700 MB)": replace(both, duration_seconds=3, quality=Quality.ULTRA_HD),
        }
        for label, scene in jobs.items():
            figures = [measure(scene, folder / "video.mp4") for _ in range(rounds)]
            wall, cpu, megabytes = (median(column) for column in zip(*figures, strict=True))
            print(f"{label}: wall {wall:.1f} s, cpu {cpu:.1f} s, {megabytes:.0f} MB")


if __name__ == "__main__":
    main()
