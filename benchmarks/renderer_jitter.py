"""A slow zoom by our camera and by FFmpeg's zoompan: how far soft dots stray from a smooth way, in pixels.

Dots are followed by their centre of gravity; what remains after a smooth curve is taken away is jitter.
Run: python benchmarks/renderer_jitter.py; prints numbers and writes artifacts/renderer-jitter.png.
"""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import av.filter
import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from adapters.studio.renderer.camera import Path as CameraPath
from adapters.studio.renderer.painter import CameraPainter
from adapters.studio.renderer.picture import build_texture
from adapters.studio.renderer.planes import Matrix, Plane, build_blank_planes, view_frame

WIDTH, HEIGHT, FRAMES, ENLARGEMENT = 1280, 720, 96, 1.1
DOTS = ((300, 200), (980, 180), (420, 520), (860, 560), (640, 120), (200, 400))
REACH = 40
SMOOTH_DEGREE = 5


def draw_dots() -> Plane:
    """Draw soft light dots on grey."""
    across, down = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    picture = np.full((HEIGHT, WIDTH), 40.0)
    for dot_across, dot_down in DOTS:
        picture += 190 * np.exp(-((across - dot_across) ** 2 + (down - dot_down) ** 2) / (2 * 6.0**2))
    return np.repeat(np.rint(picture).astype(np.uint8)[:, :, None], 3, axis=2)


def zoom_ours(picture: Plane) -> Iterator[Plane]:
    """Zoom with our painter."""
    views = np.tile(np.eye(3), (FRAMES, 1, 1))
    scales = 1 / np.linspace(1, ENLARGEMENT, FRAMES)
    views[:, 0, 0] = views[:, 1, 1] = scales
    views[:, 0, 2], views[:, 1, 2] = (1 - scales) * WIDTH / 2, (1 - scales) * HEIGHT / 2
    path = CameraPath(views=views, slides=np.zeros((FRAMES, 3)), surround=0.0)
    painter, canvas = CameraPainter(build_texture(picture, WIDTH, HEIGHT), path), build_blank_planes(WIDTH, HEIGHT)
    for index in range(FRAMES):
        painter.paint(index, canvas)
        yield canvas.luma


def zoom_by_zoompan(picture: Plane) -> Iterator[Plane]:
    """Zoom with FFmpeg's filter, as it is commonly used."""
    graph = av.filter.Graph()
    frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
    source = graph.add_buffer(width=WIDTH, height=HEIGHT, format=frame.format, time_base=Fraction(1, 24))
    step = (ENLARGEMENT - 1) / (FRAMES - 1)
    zoom = f"z='1+{step}*on':d={FRAMES}:x='iw/2-(iw/zoom/2)':y='ih/2-(ih/zoom/2)':s={WIDTH}x{HEIGHT}:fps=24"
    effect, sink = graph.add("zoompan", zoom), graph.add("buffersink")
    source.link_to(effect)
    effect.link_to(sink)
    graph.configure()
    graph.push(frame)
    graph.push(None)
    with suppress(av.BlockingIOError, av.EOFError):
        while True:
            zoomed = graph.pull()
            if isinstance(zoomed, av.VideoFrame):
                yield view_frame(zoomed).luma


def follow_dots(frames: Iterator[Plane]) -> Matrix:
    """Give the centre of every dot in every frame, shape (frames, dots, 2)."""
    centres = []
    for index, luma in enumerate(frames):
        scale = 1 + (ENLARGEMENT - 1) * index / (FRAMES - 1)
        centres.append([find_centre(luma, dot, scale) for dot in DOTS])
    return np.array(centres)


def find_centre(luma: Plane, dot: tuple[int, int], scale: float) -> tuple[float, float]:
    """Give the centre of gravity of the light about the place where a dot must be."""
    left = round((dot[0] - WIDTH / 2) * scale + WIDTH / 2) - REACH
    top = round((dot[1] - HEIGHT / 2) * scale + HEIGHT / 2) - REACH
    part = np.maximum(luma[top : top + 2 * REACH, left : left + 2 * REACH].astype(float) - 52, 0)
    places = np.arange(2 * REACH)
    return left + (part.sum(axis=0) @ places) / part.sum(), top + (part.sum(axis=1) @ places) / part.sum()


def measure_jitter(centres: Matrix) -> Matrix:
    """Give what remains of each dot's way after a smooth curve is taken away."""
    time = np.linspace(-1, 1, len(centres))
    ways = centres.reshape(len(centres), -1)
    curves = np.polynomial.polynomial.polyfit(time, ways, SMOOTH_DEGREE)
    return np.asarray(ways - np.polynomial.polynomial.polyval(time, curves).T)


def draw_lines(jitters: dict[str, Matrix], path: Path) -> None:
    """Draw the stray of every dot over time, one strip for each way to zoom."""
    strip, scale = 220, 110
    image = Image.new("RGB", (900, strip * len(jitters)), "white")
    draw = ImageDraw.Draw(image)
    for number, (name, jitter) in enumerate(jitters.items()):
        middle = strip * number + strip // 2
        draw.line([(40, middle), (880, middle)], fill="#bbbbbb")
        for way in jitter.T:
            points = [(40 + 840 * index / (len(way) - 1), middle - scale * stray) for index, stray in enumerate(way)]
            draw.line(points, fill="#2255aa", width=1)
        rms = float(np.sqrt((jitter**2).mean()))
        text = f"{name}: {rms:.3f} px rms, {np.abs(jitter).max():.2f} px at most (strip: 1 px up, 1 px down)"
        draw.text((44, strip * number + 8), text, fill="black", font=ImageFont.load_default(15))
    image.save(path)


def main() -> None:
    """Measure both, print and draw."""
    cv2.setNumThreads(1)
    picture = draw_dots()
    jitters = {
        "Flipbook": measure_jitter(follow_dots(zoom_ours(picture))),
        "FFmpeg zoompan": measure_jitter(follow_dots(zoom_by_zoompan(picture))),
    }
    for name, jitter in jitters.items():
        bend = np.abs(np.diff(jitter, n=2, axis=0)).max()
        print(f"{name:16} {np.sqrt((jitter**2).mean()):.4f} px rms, largest second difference {bend:.3f} px")
    Path("artifacts").mkdir(exist_ok=True)
    draw_lines(jitters, Path("artifacts/renderer-jitter.png"))


if __name__ == "__main__":
    main()
