"""The body of a submission: a request in the words of the API, with no field that its documentation lacks."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.kling.settings import KlingSettings
from bot.errors import RequestRefused
from bot.messages import service as sentences
from bot.ports import FrameAddresses
from bot.request.generation_request import Aspect, RequestOptions, ShotMode, Storyboard

_SHOT_TYPES: Mapping[ShotMode, str] = MappingProxyType(
    {ShotMode.CUSTOM: "customize", ShotMode.INTELLIGENT: "intelligence"}
)


def build_submission(
    options: RequestOptions, *, frames: FrameAddresses, settings: KlingSettings, callback_url: str | None = None
) -> dict[str, object]:
    """Return the JSON body; raise `RequestRefused` when the service needs a first frame and there is none.

    A last frame alone is sent as `image_end` alone, as the first generation of the API described it; the studio
    then draws a move that arrives at it. The current paid API refuses that.
    """
    if frames.first is None and not settings.profile.accepts_lone_last_frame:
        raise RequestRefused(sentences.first_frame_needed(), option="first")
    optional = {
        "image_start": frames.first,
        "image_end": frames.last,
        "prompt": _build_prompt(options),
        "negative_prompt": options.negative,
        "aspect_ratio": _build_aspect(options, settings),
        "model_params": _build_parameters(options),
        "callback_url": options.callback or callback_url,
    }
    return {
        "model": settings.model,
        "duration": options.duration,
        "quality": options.quality.value,
        "sound": "on" if options.sound else "off",
        **{name: value for name, value in optional.items() if value},
    }


def _build_prompt(options: RequestOptions) -> str:
    # Shots of one's own bring their own words, and the API ignores the prompt beside them.
    return "" if options.shots.mode is ShotMode.CUSTOM else options.prompt


def _build_aspect(options: RequestOptions, settings: KlingSettings) -> str | None:
    if not settings.takes_aspect or options.aspect is Aspect.AUTO:
        return None
    return options.aspect.value


def _build_parameters(options: RequestOptions) -> dict[str, object]:
    parameters = _build_shots(options.shots)
    if options.elements:
        parameters["element_list"] = [{"element_id": element} for element in options.elements]
    if options.watermark:
        parameters["watermark_info"] = {"enabled": True}
    return parameters


def _build_shots(storyboard: Storyboard) -> dict[str, object]:
    if storyboard.mode is ShotMode.SINGLE:
        return {}
    parameters: dict[str, object] = {"multi_shot": True, "shot_type": _SHOT_TYPES[storyboard.mode]}
    if storyboard.mode is ShotMode.CUSTOM:
        # The duration of a shot is text, that of the whole video a number.
        parameters["multi_prompt"] = [
            {"index": index, "prompt": shot.prompt, "duration": str(shot.seconds)}
            for index, shot in enumerate(storyboard.shots, start=1)
        ]
    return parameters
