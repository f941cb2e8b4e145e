"""The rules by which the local video API refuses a submission, as the documentation states them."""

from collections.abc import Mapping
from typing import Any

_FIELDS = {
    "model",
    "image_start",
    "image_end",
    "prompt",
    "negative_prompt",
    "duration",
    "quality",
    "sound",
    "aspect_ratio",
    "model_params",
    "callback_url",
}
_PARAMETERS = {"multi_shot", "shot_type", "multi_prompt", "element_list", "watermark_info"}


def find_broken_field(body: Mapping[str, Any], *, takes_lone_last_frame: bool) -> str | None:
    """Return the field that breaks a rule, or None; unknown fields break one too, so that tests find typos."""
    unknown = sorted(set(body) - _FIELDS)
    if unknown:
        return unknown[0]
    if not isinstance(body.get("image_start"), str) and not (takes_lone_last_frame and body.get("image_end")):
        return "image_start"
    duration = body.get("duration", 5)
    if type(duration) is not int or not 3 <= duration <= 15:
        return "duration"
    if body.get("quality", "720p") not in {"720p", "1080p", "4k"}:
        return "quality"
    if body.get("sound", "off") not in {"on", "off"}:
        return "sound"
    return _find_broken_words(body) or _find_broken_parameter(body, duration)


def _find_broken_words(body: Mapping[str, Any]) -> str | None:
    prompt = body.get("prompt", "")
    if not isinstance(prompt, str) or len(prompt) > 2500:
        return "prompt"
    is_custom = body.get("model_params", {}).get("shot_type") == "customize"
    return "prompt" if not prompt and not is_custom else None


def _find_broken_parameter(body: Mapping[str, Any], duration: int) -> str | None:
    parameters = body.get("model_params", {})
    unknown = sorted(set(parameters) - _PARAMETERS)
    if unknown:
        return f"model_params.{unknown[0]}"
    if len(parameters.get("element_list", [])) > 3:
        return "model_params.element_list"
    if any(not isinstance(element.get("element_id"), str) for element in parameters.get("element_list", [])):
        return "model_params.element_list"
    if not parameters.get("multi_shot"):
        return None
    if body.get("image_end"):
        return "image_end"
    return _find_broken_shot(parameters, duration)


def _find_broken_shot(parameters: Mapping[str, Any], duration: int) -> str | None:
    if parameters.get("shot_type") == "intelligence":
        return None
    shots = parameters.get("multi_prompt", [])
    if parameters.get("shot_type") != "customize" or not 1 <= len(shots) <= 6:
        return "model_params.shot_type"
    are_strings = all(isinstance(shot["duration"], str) for shot in shots)
    if not are_strings or sum(int(shot["duration"]) for shot in shots) != duration:
        return "model_params.multi_prompt"
    return None
