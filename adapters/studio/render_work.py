"""What a render process does with the parts of an order. Only render processes import this and all that draws."""

import os
import signal
import time

from adapters.studio.gauge import Gauge
from adapters.studio.memory_limit import limit_memory, return_large_memory_at_once
from adapters.studio.render_order import PictureStep, RenderOrder
from adapters.studio.renderer.faults import PictureRefused
from adapters.studio.renderer.intake import prepare_picture
from adapters.studio.renderer.render import render as render_scene
from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.still import extract_still
from bot.messages import studio as sentences

#: What a render process may hold while it decodes somebody's picture, itself included. What it had reserved before
#: without using it is not seen and comes on top, up to 50 MB.
PICTURE_MEMORY_BYTES = 448 * 1024 * 1024


def prepare(step: PictureStep) -> float:
    """Check a picture and make it plain; return the seconds that it took. Raises `PictureRefused`."""
    began_at = time.monotonic()
    return_large_memory_at_once()
    # A decoder written in C does not return to Python, where being asked to end would be noticed.
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    make_plain = extract_still if step.is_video else prepare_picture
    try:
        with limit_memory(PICTURE_MEMORY_BYTES):
            make_plain(step.source, step.target)
    except MemoryError as error:
        raise PictureRefused(sentences.picture_takes_too_much_memory(), "image_processing_error") from error
    finally:
        signal.signal(signal.SIGTERM, before)
    return time.monotonic() - began_at


def draw(order: RenderOrder) -> float:
    """Render the scene of an order and return the seconds that it took.

    The output appears under its name only when it is whole. Raises whatever the renderer raises.
    """
    began_at = time.monotonic()
    if order.scene is not None:
        _render(order, order.scene)
    return time.monotonic() - began_at


def warm_up() -> None:
    """Do nothing; that this function can be called means that the renderer is loaded."""


def _render(order: RenderOrder, scene: Scene) -> None:
    gauge = Gauge(order.gauge_path)
    server_pid = os.getppid()
    try:
        write_video = order.render or render_scene
        write_video(
            scene,
            order.draft,
            report=gauge.show,
            # A server that was killed cannot ask; nobody waits for the video then.
            stopped=lambda: gauge.is_stop_asked or os.getppid() != server_pid,
        )
        if order.draft.exists() and order.draft.stat().st_size and not gauge.is_stop_asked:
            order.draft.replace(order.output)
    finally:
        gauge.close()
