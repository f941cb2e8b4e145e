"""Setting up one shot: which part of which picture, where the camera goes, and which painter can do it."""

from dataclasses import dataclass, replace
from functools import cached_property

from adapters.studio.renderer.atmosphere import (
    Canvas,
    Layer,
    LayeredPainter,
    build_effect_layers,
    build_fades,
    find_effects,
)
from adapters.studio.renderer.camera import Anchor, Framing, Take, build_path
from adapters.studio.renderer.cutout import CutoutLayer, Sprite, build_sprite, find_mentions
from adapters.studio.renderer.grid import COARSE_CELL, Grid
from adapters.studio.renderer.inbetween import build_inbetween_painter
from adapters.studio.renderer.nearness import guess_nearness
from adapters.studio.renderer.painter import CameraPainter, Painter, ParallaxPainter
from adapters.studio.renderer.picture import (
    Crop,
    Focus,
    build_crop,
    build_texture,
    read_picture,
    read_picture_size,
)
from adapters.studio.renderer.planes import Matrix, Plane
from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.seed import build_seed, find_vigour
from adapters.studio.renderer.size import frame_size
from adapters.studio.renderer.storyboard import Shot, Source
from adapters.studio.renderer.subject import Subject, find_subject
from adapters.studio.renderer.vocabulary import build_camera_plan

#: Close framings want more detail than the frame has.
_DETAIL = 1.75
#: What is cut away is rather feet than heads.
_HEAD_ROOM = 0.06
#: Elements are drawn smaller than the frame.
_ELEMENT_DETAIL = 0.7


@dataclass(frozen=True, kw_only=True)
class Plate:
    """One given picture and what it is about."""

    picture: Plane

    @cached_property
    def subject(self) -> Subject:
        """Find the subject, once, when a shot first needs it."""
        return find_subject(self.picture)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What all shots of a film share: the frame, the pictures and the seed."""

    width: int
    height: int
    plates: dict[Source, Plate]
    seed: int
    #: How far the camera goes in its moves.
    vigour: float
    negative_prompt: str
    sprites: tuple[Sprite, ...]
    #: Some shot says which elements it shows, so the others show none.
    mentions_elements: bool

    @property
    def ratio(self) -> float:
        """Give the width of the frame divided by its height."""
        return self.width / self.height


def read_stage(scene: Scene) -> Stage:
    """Read the pictures of a scene and find the size of its frame."""
    paths = {Source.FIRST: scene.first_frame, Source.LAST: scene.last_frame}
    present = {source: path for source, path in paths.items() if path is not None}
    width, height = frame_size(scene.quality, scene.aspect, *read_picture_size(next(iter(present.values()))))
    long_side = round(max(width, height) * _DETAIL)
    plates = {source: Plate(picture=read_picture(path, long_side=long_side)) for source, path in present.items()}
    element_side = round(min(width, height) * _ELEMENT_DETAIL)
    sprites = tuple(build_sprite(read_picture(path, long_side=element_side), element_side) for path in scene.elements)
    words = " ".join((scene.prompt, *(shot.prompt for shot in scene.shots)))
    return Stage(
        width=width,
        height=height,
        plates=plates,
        seed=build_seed(scene),
        vigour=find_vigour(scene),
        negative_prompt=scene.negative_prompt,
        sprites=sprites,
        mentions_elements=find_mentions(words, len(sprites)) is not None,
    )


def build_painter(shot: Shot, stage: Stage, number: int) -> Painter:
    """Prepare everything that is seen in the shot with this `number`."""
    canvas = Canvas(width=stage.width, height=stage.height, frames=shot.frames, seed=stage.seed + number)
    exact = (Anchor.FIRST, Anchor.LAST) if shot.source is Source.BOTH else (shot.anchor,)
    effects = build_effect_layers(find_effects(shot.prompt, stage.negative_prompt), canvas, exact)
    layers = (*_build_cutouts(shot, stage, exact), *effects)
    scenery = _build_scenery(shot, stage, number)
    return LayeredPainter(scenery, layers) if layers else scenery


def _build_cutouts(shot: Shot, stage: Stage, exact: tuple[Anchor, ...]) -> tuple[tuple[Layer, Matrix], ...]:
    """Stand the elements in a shot: those that its words name, or all where no shot names any."""
    named = find_mentions(shot.prompt, len(stage.sprites))
    chosen = range(0 if stage.mentions_elements else len(stage.sprites)) if named is None else named
    fades = build_fades(shot.frames, exact)
    return tuple((CutoutLayer(stage.sprites[number], number=number, frames=shot.frames), fades) for number in chosen)


def _build_scenery(shot: Shot, stage: Stage, number: int) -> Painter:
    """Prepare the camera and the pictures of a shot."""
    take = Take(
        plan=build_camera_plan(shot.prompt, stage.negative_prompt),
        framing=Framing(width=stage.width, height=stage.height),
        frames=shot.frames,
        seed=stage.seed + number,
        vigour=stage.vigour,
    )
    if shot.source is Source.BOTH:
        first, last = (stage.plates[source] for source in (Source.FIRST, Source.LAST))
        return build_inbetween_painter(
            _crop(first, stage).cut(first.picture), _crop(last, stage).cut(last.picture), take
        )
    return _build_camera_painter(shot, stage, take)


def _build_camera_painter(shot: Shot, stage: Stage, take: Take) -> Painter:
    """Prepare a shot of one picture, with depth where the move makes use of it."""
    plate = stage.plates[shot.source]
    crop = _crop(plate, stage, closeness=shot.closeness)
    focus = crop.place(plate.subject.focus)
    framing = replace(take.framing, focus_across=focus.across, focus_down=focus.down)
    path = build_path(replace(take, framing=framing), shot.anchor)
    texture = build_texture(crop.cut(plate.picture), stage.width, stage.height, surround=path.surround)
    if not path.has_depth:
        return CameraPainter(texture, path)
    grid = Grid(stage.width, stage.height, cell=COARSE_CELL)
    seen = replace(plate.subject, mask=crop.cut(plate.subject.mask))
    return ParallaxPainter(texture, path, guess_nearness(seen, grid.columns - 2, grid.rows - 2), grid)


def _cut_whole(plate: Plate, stage: Stage) -> Plane:
    """Cut out as much of a picture as the frame can show."""
    return _crop(plate, stage).cut(plate.picture)


def _crop(plate: Plate, stage: Stage, *, closeness: float = 1.0) -> Crop:
    """Cut a picture to the shape of the frame; the subject matters only where something is cut away."""
    whole = build_crop(plate.picture, stage.ratio, focus=Focus(), closeness=closeness)
    if min(whole.across, whole.down) > 0.98 and closeness == 1:  # noqa: PLR2004 - nothing worth a search is lost
        return whole
    focus = plate.subject.focus
    return build_crop(
        plate.picture, stage.ratio, focus=replace(focus, down=focus.down - _HEAD_ROOM), closeness=closeness
    )
