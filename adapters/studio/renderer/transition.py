"""How two planes pictures become one during a change of shot."""

import cv2
import numpy as np

from adapters.studio.renderer.planes import Field, Plane, Planes
from adapters.studio.renderer.storyboard import Transition

_BLACK_LUMA, _NO_CHROMA = 16.0, 128.0
#: Width of the soft edge of a wipe, as a share of the frame.
_WIPE_EDGE = 0.12


def mix_transition(transition: Transition, share: float, outgoing: Planes, canvas: Planes) -> None:
    """Lay what remains of the outgoing shot over the new one in `canvas`; `share` runs from 0 to 1."""
    if transition is Transition.DISSOLVE:
        mix_planes(outgoing, canvas, share)
    elif transition is Transition.DIP:
        _dip_to_black(outgoing, canvas, share)
    elif transition is Transition.WIPE:
        _wipe(outgoing, canvas, share)


def mix_planes(outgoing: Planes, canvas: Planes, share: float) -> None:
    """Blend evenly: `canvas` keeps `share` of itself."""
    for old, new in _pair_planes(outgoing, canvas):
        cv2.addWeighted(old, 1 - share, new, share, 0, dst=new)


def darken_planes(canvas: Planes, light: float) -> None:
    """Dim a frame to a share of its light."""
    cv2.convertScaleAbs(canvas.luma, dst=canvas.luma, alpha=light, beta=_BLACK_LUMA * (1 - light))
    for plane in (canvas.blue, canvas.red):
        cv2.convertScaleAbs(plane, dst=plane, alpha=light, beta=_NO_CHROMA * (1 - light))


def _dip_to_black(outgoing: Planes, canvas: Planes, share: float) -> None:
    """Show the old shot going dark, then the new one coming out of the dark."""
    if share < 1 / 2:
        outgoing.copy_to(canvas)
    darken_planes(canvas, abs(2 * share - 1))


def _wipe(outgoing: Planes, canvas: Planes, share: float) -> None:
    """Draw the new shot over the old one from left to right with a soft edge."""
    for old, new in _pair_planes(outgoing, canvas):
        places: Field = np.linspace(0, 1, new.shape[1], dtype=np.float32)
        kept = np.clip((share * (1 + _WIPE_EDGE) - places) / _WIPE_EDGE, 0, 1).astype(np.float32)
        weights = np.ascontiguousarray(np.broadcast_to(kept, new.shape))
        new[:] = cv2.blendLinear(old, np.ascontiguousarray(new), 1 - weights, weights)


def _pair_planes(outgoing: Planes, canvas: Planes) -> tuple[tuple[Plane, Plane], ...]:
    """Give the matching planes of two pictures."""
    return ((outgoing.luma, canvas.luma), (outgoing.blue, canvas.blue), (outgoing.red, canvas.red))
