"""The rules between the fields of a video submission, in the order in which they are checked."""

import re
from collections.abc import Callable, Sequence

from adapters.studio.refusal import FieldProblem
from adapters.studio.renderer.scene import Quality
from adapters.studio.settings import Generation
from adapters.studio.video_request import ShotPrompt, ShotType, VideoGenerationRequest

_ELEMENT_MENTION = re.compile(r"<<<element_(\d{1,9})>>>")

Rule = Callable[[VideoGenerationRequest], FieldProblem | None]


def find_video_problem(request: VideoGenerationRequest, generation: Generation) -> FieldProblem | None:
    """Return what the first broken rule says, or None where all are kept."""
    rules = (*_GENERATION_RULES[generation], *_COMMON_RULES)
    return next(filter(None, (rule(request) for rule in rules)), None)


def is_custom_storyboard(request: VideoGenerationRequest) -> bool:
    """Return whether the request brings its own shots."""
    params = request.model_params
    return params.multi_shot and params.shot_type is ShotType.CUSTOMIZE


def _require_a_frame(request: VideoGenerationRequest) -> FieldProblem | None:
    if request.image_start is None and request.image_end is None:
        return FieldProblem("image_start", "is required")
    return None


def _require_first_frame(request: VideoGenerationRequest) -> FieldProblem | None:
    if request.image_start is None:
        return FieldProblem("image_start", "is required")
    return None


def _refuse_4k(request: VideoGenerationRequest) -> FieldProblem | None:
    if request.quality is Quality.ULTRA_HD:
        return FieldProblem("quality", "must be 720p or 1080p")
    return None


def _require_integer_elements(request: VideoGenerationRequest) -> FieldProblem | None:
    if any(isinstance(element.element_id, str) for element in request.model_params.element_list):
        return FieldProblem("model_params.element_list", "takes integer element ids")
    return None


def _require_text_elements(request: VideoGenerationRequest) -> FieldProblem | None:
    if any(isinstance(element.element_id, int) for element in request.model_params.element_list):
        return FieldProblem("model_params.element_list", "takes element ids as strings")
    return None


def _require_shot_type(request: VideoGenerationRequest) -> FieldProblem | None:
    if request.model_params.multi_shot and request.model_params.shot_type is None:
        return FieldProblem("model_params.shot_type", "is required when multi_shot is true")
    return None


def _refuse_last_frame_with_shots(request: VideoGenerationRequest) -> FieldProblem | None:
    if request.model_params.multi_shot and request.image_end is not None:
        return FieldProblem("image_end", "cannot be used together with multi_shot")
    return None


def _require_prompt(request: VideoGenerationRequest) -> FieldProblem | None:
    if not request.prompt.strip() and not is_custom_storyboard(request):
        return FieldProblem("prompt", "may be empty only with shot_type customize")
    return None


def _check_storyboard(request: VideoGenerationRequest) -> FieldProblem | None:
    if not is_custom_storyboard(request):
        return None
    shots = request.model_params.multi_prompt
    if shots is None:
        return FieldProblem("model_params.multi_prompt", "is required when shot_type is customize")
    if sorted(shot.index for shot in shots) != list(range(1, len(shots) + 1)):
        return FieldProblem("model_params.multi_prompt", "must number its shots 1, 2, 3 and so on")
    total = sum(int(shot.duration) for shot in shots)
    if total != request.duration:
        problem = f"has shots of {total} s in all, duration is {request.duration} s"
        return FieldProblem("model_params.multi_prompt", problem)
    return None


def _check_element_mentions(request: VideoGenerationRequest) -> FieldProblem | None:
    count = len(request.model_params.element_list)
    for prompt in _list_effective_prompts(request, request.model_params.multi_prompt or ()):
        for number in map(int, _ELEMENT_MENTION.findall(prompt)):
            if not 1 <= number <= count:
                return FieldProblem("prompt", f"refers to element {number} of {count}")
    return None


def _list_effective_prompts(request: VideoGenerationRequest, shots: Sequence[ShotPrompt]) -> list[str]:
    if is_custom_storyboard(request):
        return [shot.prompt for shot in shots]
    return [request.prompt]


_COMMON_RULES: tuple[Rule, ...] = (
    _require_shot_type,
    _refuse_last_frame_with_shots,
    _require_prompt,
    _check_storyboard,
    _check_element_mentions,
)

_GENERATION_RULES: dict[Generation, tuple[Rule, ...]] = {
    Generation.SUPERSET: (_require_a_frame,),
    Generation.A: (_require_a_frame, _refuse_4k, _require_integer_elements),
    Generation.C: (_require_first_frame, _require_text_elements),
}
