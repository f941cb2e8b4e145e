"""What words ask of the camera: a plan of moves; how a move looks in pixels belongs to `camera.py`."""

import re
from dataclasses import dataclass
from enum import Enum, auto


class Motion(Enum):
    """One way to move a camera."""

    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    PUSH_IN = auto()
    PULL_BACK = auto()
    PAN_LEFT = auto()
    PAN_RIGHT = auto()
    TILT_UP = auto()
    TILT_DOWN = auto()
    ORBIT_LEFT = auto()
    ORBIT_RIGHT = auto()
    TRUCK_LEFT = auto()
    TRUCK_RIGHT = auto()
    CRANE_UP = auto()
    CRANE_DOWN = auto()
    ROLL = auto()
    DOLLY_ZOOM = auto()
    DRIFT = auto()


class Unrest(Enum):
    """How unsteady the hand is that holds the camera."""

    NONE = auto()
    HANDHELD = auto()
    SHAKE = auto()


@dataclass(frozen=True, kw_only=True)
class Step:
    """Motions made at the same time, before the next step; `pace` is 1 for an ordinary speed."""

    motions: tuple[Motion, ...]
    pace: float = 1.0


@dataclass(frozen=True, kw_only=True)
class CameraPlan:
    """Everything that the words say about the camera; without steps it does not move."""

    steps: tuple[Step, ...] = ()
    unrest: Unrest = Unrest.NONE
    #: The negative prompt forbids depth effects.
    flat: bool = False


_BETWEEN = r"(?:\W+\w+){0,3}?\W+"
_GAP = r"(?:\W+(?:the|camera|shot|is|very|slowly|quickly|gently|smoothly|to|towards?)){0,3}\W+"

#: The first pattern of a motion's family that matches wins, so "pan left" comes before a bare "pan".
_FAMILIES: tuple[tuple[tuple[str, Motion], ...], ...] = (
    ((r"dolly[- ]zoom|vertigo|zolly", Motion.DOLLY_ZOOM),),
    (
        (rf"zoom\w*{_GAP}(out|back|away)|zoom\w* out", Motion.ZOOM_OUT),
        (r"zoom", Motion.ZOOM_IN),
        (r"clos(es?|ing) in on|extreme close[- ]?up of", Motion.ZOOM_IN),
    ),
    (
        (rf"(pull\w*|dolly\w*|track\w*|back\w*|mov\w+|fl(y|ies|ying)){_GAP}(back(wards?)?|out|away)", Motion.PULL_BACK),
        (r"pull[- ]?(back|out)|retreat|reveals? the (whole|entire|full|wider)", Motion.PULL_BACK),
        (r"push\w*[- ]?in|push(es|ing)?\b(?= (closer|forward|slow|gent|to|into))", Motion.PUSH_IN),
        (
            rf"(push\w*|dolly\w*|track\w*|mov\w+|fl(y|ies|ying)|glid\w+|creep\w*){_GAP}(in|into|forwards?|closer|through)",
            Motion.PUSH_IN,
        ),
        (r"approach(es|ing)?|creeps? (in|closer)", Motion.PUSH_IN),
    ),
    (
        (rf"(pan\w*|sweep\w*|whip\w*){_BETWEEN}left\b(?! to right)", Motion.PAN_LEFT),
        (r"pan\w*\W+right to left|from right to left", Motion.PAN_LEFT),
        (r"\b(pan(s|ning|ned)?|sweep(s|ing)?|whip[- ]pan|panoram\w+)\b", Motion.PAN_RIGHT),
    ),
    (
        (rf"\btilt\w*{_BETWEEN}down|look(s|ing)? down", Motion.TILT_DOWN),
        (r"\btilt(s|ed|ing)?\b|look(s|ing)? up\b", Motion.TILT_UP),
    ),
    (
        (rf"(orbit\w*|arc\w*|circl\w+|revolv\w+){_BETWEEN}(left|clockwise)\b", Motion.ORBIT_LEFT),
        (
            r"\b(orbit(s|ing)?|arc(s|ing)? (around|shot|right)|circl(es|ing)|revolv(es|ing)|turntable)\b",
            Motion.ORBIT_RIGHT,
        ),
        (r"\b360\b|(rotat\w+|mov\w+|spin\w*|fl(y|ies|ying)) around", Motion.ORBIT_RIGHT),
        (r"parallax|2\.5d|3d (photo|effect)", Motion.ORBIT_RIGHT),
    ),
    (
        (rf"(truck\w*|slid\w+|track\w*|dolly\w*|lateral\w*){_BETWEEN}left\b", Motion.TRUCK_LEFT),
        (rf"(truck\w*|slid\w+|track\w*|dolly\w*|lateral\w*){_BETWEEN}right\b", Motion.TRUCK_RIGHT),
        (r"tracking shot|trucking|slider|lateral move|side(ways)? (shot|move)|camera follows", Motion.TRUCK_RIGHT),
        (r"\bdolly(ing)?\b(?! (out|back|zoom))", Motion.PUSH_IN),
    ),
    (
        (rf"(crane|pedestal|boom|jib)\w*{_BETWEEN}(down|descend\w*|lower\w*)\b", Motion.CRANE_DOWN),
        (rf"(crane|pedestal|boom|jib)\w*{_BETWEEN}(up|ris(es?|ing)|ascend\w*)\b", Motion.CRANE_UP),
        (r"(camera|drone|view)\W+(\w+ly\W+)?(descends?|lowers?|sinks?)\b", Motion.CRANE_DOWN),
        (r"(camera|drone|view)\W+(\w+ly\W+)?(ris(es?|ing)|ascends?|lifts?|soars?)\b", Motion.CRANE_UP),
        (r"\b(crane|jib|pedestal) ?(shot|move)?\b|aerial rise", Motion.CRANE_UP),
    ),
    ((r"camera roll\w*|roll(s|ing)? (left|right|clockwise|shot)|dutch (angle|tilt)|barrel roll", Motion.ROLL),),
)
_SHAKE = r"\bshak(e|es|ing|y)\b|earthquake|rumbl\w+|trembl\w+|vibrat\w+|jolt\w*"
_HANDHELD = r"hand[- ]?held|documentary|home video|found footage|vlog"
_STILL = (
    r"\bstatic\b|locked[- ]off|\btripod\b|(fixed|still|motionless|stationary|unmoving) (camera|shot|frame|view)"
    r"|(camera|shot|frame|view)\W+"
    r"(is|stays|remains|holds|keeps)?\W*(completely |perfectly |very )?(still|fixed|motionless|steady)"
    r"|\b(no|without)( any)? (camera )?(movement|motion|moves?)\b"
)
_ALL_MOTION = r"\b(camera|motion|movement|moving|moves?)\b"
_DEPTH = r"\b(parallax|depth|warp\w*|distort\w*|3d|morph\w*|deform\w*)\b"
_SPLIT = r"\bthen\b|[.;\n]+|\bafter that\b|\bafterwards\b|\bfollowed by\b|\bfinally\b|\bnext\b,?|\bbefore (?=\w+ing\b)"
_PACES = (
    (r"\b(extremely|very|ultra|super)[- ]slow\w*|barely|imperceptibl\w+", 0.4),
    (r"\bslow\w*|gent\w+|subtl\w+|gradual\w*|soft\w*|calm\w*|leisure\w*|slight\w*|smoothly", 0.65),
    (r"\b(extremely|very|super)[- ]fast|crash|whip\w*|violent\w*", 2.2),
    (r"\bfast\w*|quick\w*|rapid\w*|swift\w*|sudden\w*|dynamic\w*|dramatic\w*|energetic\w*", 1.6),
)
_NEGATION = r"\b(?:no|not|without|never|avoid\w*|don't)(?: any| the| a)? "


def build_camera_plan(prompt: str, negative_prompt: str = "") -> CameraPlan:
    """Read the camera moves out of a prompt; words that name none give a gentle drift."""
    wanted, unwanted = prompt.lower(), negative_prompt.lower()
    flat = bool(re.search(_DEPTH, unwanted))
    if re.search(_STILL, wanted) or re.search(_ALL_MOTION, unwanted):
        return CameraPlan(flat=flat)
    forbidden = set(_find_motions(unwanted)) | set(_find_motions(" ".join(_find_negations(wanted))))
    steps = tuple(step for clause in re.split(_SPLIT, wanted) if (step := _build_step(clause, forbidden)))
    unrest = _find_unrest(wanted, unwanted)
    if not steps and unrest is Unrest.NONE and Motion.DRIFT not in forbidden:
        steps = (Step(motions=(Motion.DRIFT,), pace=_find_pace(wanted)),)
    return CameraPlan(steps=steps, unrest=unrest, flat=flat)


def _build_step(clause: str, forbidden: set[Motion]) -> Step | None:
    """Read one clause; None when it names no move that is allowed."""
    motions = tuple(motion for motion in _find_motions(clause) if motion not in forbidden)
    return Step(motions=motions, pace=_find_pace(clause)) if motions else None


def _find_motions(clause: str) -> tuple[Motion, ...]:
    """Find at most one motion of each family."""
    found = []
    for family in _FAMILIES:
        match = next((motion for pattern, motion in family if re.search(pattern, clause)), None)
        if match is not None:
            found.append(match)
        if match is Motion.DOLLY_ZOOM:
            break
    return tuple(dict.fromkeys(found))


def _find_negations(words: str) -> list[str]:
    """Give the few words that follow each "no", "without" and the like."""
    return re.findall(_NEGATION + r"((?:\w+\W+){0,2}\w+)", words)


def _find_unrest(wanted: str, unwanted: str) -> Unrest:
    """Tell how unsteady the camera is to be."""
    for pattern, unrest in ((_SHAKE, Unrest.SHAKE), (_HANDHELD, Unrest.HANDHELD)):
        if re.search(pattern, wanted) and not re.search(pattern, unwanted):
            return unrest
    return Unrest.NONE


def _find_pace(clause: str) -> float:
    """Tell how fast a clause wants its move."""
    return next((pace for pattern, pace in _PACES if re.search(pattern, clause)), 1.0)
