"""Reads the body of a submission into an order: the model, the field rules, and what fields refer to."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from adapters.studio.account import Account
from adapters.studio.address_guard import AddressGuard, AddressRefused
from adapters.studio.callback import CALLBACK_SCHEMES
from adapters.studio.element import Elements
from adapters.studio.element_request import ELEMENT_MODEL, CustomElementRequest, find_element_problem
from adapters.studio.prices import ELEMENT_UC, compute_video_uc
from adapters.studio.refusal import ApiRefused, FieldProblem, Refusal, refuse_field
from adapters.studio.settings import Generation
from adapters.studio.task import ElementOrder, VideoOrder, build_element_order, build_video_order
from adapters.studio.video_request import VIDEO_MODEL, RequestModel, VideoGenerationRequest
from adapters.studio.video_rules import find_video_problem

#: Models the service offers and the studio does not render.
MODELS_WITHOUT_ACCESS = frozenset(
    {
        "kling-v3-text-to-video",
        "kling-v3-turbo-image-to-video",
        "kling-v3-turbo-text-to-video",
        "kling-v3-motion-control",
        "kling-o3-text-to-video",
        "kling-o3-image-to-video",
        "kling-o3-reference-to-video",
        "kling-o3-video-edit",
        "kling-o1-image-to-video",
        "kling-o1-video-edit",
    }
)

#: What pydantic adds to the place of an error inside a field of several types.
_UNION_MEMBERS = frozenset({"str", "int"})

RequestKind = TypeVar("RequestKind", bound=RequestModel)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a submission asks for, checked and priced."""

    model: str
    price_uc: int
    video: VideoOrder | None = None
    element: ElementOrder | None = None
    callback_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class OrderReader:
    """Applies the rules of one generation of the API."""

    generation: Generation
    elements: Elements
    guard: AddressGuard

    async def read(self, body: object, account: Account) -> Order:
        """Return the order in a decoded JSON body, or raise the refusal of the first rule it breaks."""
        if not isinstance(body, dict):
            raise refuse_field(FieldProblem("body", "must be a JSON object"))
        order = self._read_model(body, account)
        if order.callback_url is not None:
            await self._check_callback(order.callback_url)
        return order

    def _read_model(self, body: dict[str, object], account: Account) -> Order:
        model = body.get("model")
        if model == VIDEO_MODEL:
            return self._read_video(body, account)
        if model == ELEMENT_MODEL:
            return _read_element(body)
        if isinstance(model, str) and model in MODELS_WITHOUT_ACCESS:
            row = Refusal.MODEL_ACCESS_DENIED
            raise ApiRefused(row, message=f"{row.value.message}: {model}", param="model")
        problem = FieldProblem("model", f"must be {VIDEO_MODEL} or {ELEMENT_MODEL}")
        raise refuse_field(problem, Refusal.UNKNOWN_MODEL if "model" in body else Refusal.INVALID_REQUEST)

    def _read_video(self, body: dict[str, object], account: Account) -> Order:
        reads_aspect = self.generation is not Generation.C
        known = body if reads_aspect else {name: value for name, value in body.items() if name != "aspect_ratio"}
        request = _parse(VideoGenerationRequest, known)
        problem = find_video_problem(request, self.generation)
        if problem is not None:
            raise refuse_field(problem)
        video = build_video_order(request, reads_aspect=reads_aspect)
        for element_id in video.element_ids:
            if self.elements.find(account.owner, element_id) is None:
                raise refuse_field(FieldProblem("model_params.element_list", "names an unknown element"))
        price_uc = compute_video_uc(video.quality, seconds=video.duration_seconds, sound=video.sound)
        return Order(model=VIDEO_MODEL, price_uc=price_uc, video=video, callback_url=request.callback_url)

    async def _check_callback(self, url: str) -> None:
        try:
            await self.guard.check(url, schemes=CALLBACK_SCHEMES)
        except AddressRefused as error:
            raise refuse_field(FieldProblem("callback_url", error.sentence)) from error


def _read_element(body: dict[str, object]) -> Order:
    request = _parse(CustomElementRequest, body)
    problem = find_element_problem(request)
    if problem is not None:
        raise refuse_field(problem)
    return Order(
        model=ELEMENT_MODEL,
        price_uc=ELEMENT_UC,
        element=build_element_order(request),
        callback_url=request.callback_url,
    )


def _parse(kind: type[RequestKind], body: dict[str, object]) -> RequestKind:
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise refuse_field(build_field_problem(error)) from error


def build_field_problem(error: ValidationError) -> FieldProblem:
    """Return the first thing that is wrong, by its field's dotted name and in a sentence's end."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    param = ".".join(str(part) for part in first["loc"] if part not in _UNION_MEMBERS) or "body"
    match first["type"]:
        case "missing":
            return FieldProblem(param, "is required")
        case "string_pattern_mismatch" if param == "callback_url":
            return FieldProblem(param, "must be an https URL")
        case "string_pattern_mismatch" if param.endswith(("url", "image", "start", "end")):
            return FieldProblem(param, "must be an http or https URL")
        case _:
            message = first["msg"]
            return FieldProblem(param, f"is not valid: {message[:1].lower()}{message[1:]}")
