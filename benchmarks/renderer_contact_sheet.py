"""Contact sheets: a row of frames for every move, effect and kind of scene, to be looked at by people.

Run: python benchmarks/renderer_contact_sheet.py [PICTURE [OTHER_PICTURE]]; writes PNG files into artifacts/.
Without pictures it draws its own.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from adapters.studio.renderer.film import Film
from adapters.studio.renderer.planes import Plane, view_frame
from adapters.studio.renderer.scene import Aspect, Scene, SceneShot
from benchmarks.renderer_landscape import draw_balloon, draw_landscape
from tests.adapters.studio.renderer.pictures import write_picture

MOMENTS = (0.0, 0.25, 0.5, 0.75, 1.0)
FRAME_WIDTH = 320
MOVES = (
    *("zoom in", "zoom out", "push in", "pull back", "pan left", "pan right", "tilt up", "tilt down"),
    *("orbit left", "orbit right", "truck left", "crane up", "roll left", "dolly zoom", "handheld", "shaky"),
    *("a quiet room", "pan left, then zoom in fast"),
)
EFFECTS = ("rain", "snow", "fog", "sparkles", "dusk to night", "candle flicker")
SHOTS = (
    SceneShot(prompt="wide", seconds=2),
    SceneShot(prompt="close-up, dissolve", seconds=2),
    SceneShot(prompt="medium shot, fade", seconds=2),
)


def paint_row(label: str, scene: Scene) -> Plane:
    """Paint five frames of a scene side by side."""
    film = Film(scene)
    frame = av.VideoFrame(film.width, film.height, "yuv420p")
    height = round(FRAME_WIDTH * film.height / film.width)
    parts = []
    for moment in MOMENTS:
        film.paint(round(moment * (film.frames - 1)), view_frame(frame))
        shown = frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray()
        parts.append(cv2.resize(shown, (FRAME_WIDTH, height), interpolation=cv2.INTER_AREA))
    row = Image.fromarray(np.hstack(parts))
    draw = ImageDraw.Draw(row)
    draw.text((7, 5), label, fill="white", font=ImageFont.load_default(14), stroke_width=2, stroke_fill="black")
    return np.asarray(row)


def write_sheet(rows: dict[str, Scene], path: Path) -> None:
    """Paint one row for every scene and write the sheet."""
    sheet = np.vstack([paint_row(label, scene) for label, scene in rows.items()])
    Image.fromarray(sheet).save(path)
    print(f"{path}: {len(rows)} rows")


def main() -> None:
    """Write one sheet of moves, one of effects and one of everything else."""
    cv2.setNumThreads(1)
    folder = Path("artifacts")
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        landscape = draw_landscape(1600, 900)
        drawn = [
            write_picture(Path(name), landscape, "first.png"),
            write_picture(Path(name), draw_landscape(1600, 900, walker=0.53), "last.png"),
            write_picture(Path(name), np.ascontiguousarray(landscape[60:840, 60:1447]), "near.png"),
            write_picture(Path(name), np.ascontiguousarray(landscape[380:640, 860:1260]), "unlike.png"),
        ]
        balloon = write_picture(Path(name), draw_balloon(800), "balloon.png")
        first, last = [Path(word) for word in sys.argv[1:3]] + drawn[len(sys.argv) - 1 : 2]
        scene = Scene(first_frame=first, aspect=Aspect.WIDE)
        write_sheet({move: replace(scene, prompt=move) for move in MOVES}, folder / "renderer-moves.png")
        write_sheet(
            {effect: replace(scene, prompt=f"static camera, {effect}") for effect in EFFECTS},
            folder / "renderer-effects.png",
        )
        others = {
            "two pictures": replace(scene, last_frame=last),
            "two pictures of one scenery": replace(scene, first_frame=drawn[0], last_frame=drawn[2]),
            "two pictures with little in common": replace(scene, last_frame=drawn[3]),
            "only a last picture: zoom in": replace(scene, first_frame=None, last_frame=first, prompt="zoom in"),
            "only a last picture: pan right": replace(scene, first_frame=None, last_frame=first, prompt="pan right"),
            "three shots": replace(scene, shots=SHOTS, duration_seconds=6),
            "elements and watermark": replace(scene, elements=(drawn[3], balloon), watermark=True),
            "an element that cannot be cut out cleanly": replace(scene, elements=(drawn[2],)),
            "tall": replace(scene, aspect=Aspect.TALL, prompt="push in"),
        }
        write_sheet(others, folder / "renderer-scenes.png")


if __name__ == "__main__":
    main()
