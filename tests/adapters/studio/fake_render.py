"""A renderer that draws nothing but behaves: it reports, stops, fails and dies as the prompt says."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from adapters.studio.renderer.faults import RenderStopped
from adapters.studio.renderer.scene import Scene

VIDEO_BYTES = b"\x00\x00\x00\x18ftypmp42" + bytes(512)


class RenderBroken(Exception):
    pass


def fake_render(scene: Scene, output: Path, *, report: Callable[[float], None], stopped: Callable[[], bool]) -> None:
    part = output.with_name(f"{output.name}.part")
    part.write_bytes(VIDEO_BYTES)
    report(0.25)
    if scene.prompt == "die":
        os._exit(1)
    if scene.prompt == "raise":
        raise RenderBroken
    if scene.prompt.startswith("wait for "):
        wait_for(Path(scene.prompt.removeprefix("wait for ")), stopped)
    with part.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write(scene.task_id.encode())
    if scene.prompt != "draw nothing":
        part.replace(output)
    report(1.0)


def wait_for(gate: Path, stopped: Callable[[], bool]) -> None:
    while not gate.exists():
        if stopped():
            raise RenderStopped
        time.sleep(0.01)
