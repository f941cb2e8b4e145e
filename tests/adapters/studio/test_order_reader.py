"""One case per field rule and per interplay row: what is refused, with which field, and what passes."""

from pathlib import Path

import pytest

from adapters.studio.account import Account
from adapters.studio.address_guard import AddressGuard
from adapters.studio.element import Element, Elements
from adapters.studio.json_folder import JsonFolder
from adapters.studio.order_reader import Order, OrderReader
from adapters.studio.refusal import ApiRefused
from adapters.studio.renderer.scene import Aspect
from adapters.studio.settings import Generation
from tests.adapters.studio.client import Body, build_body, build_picture
from tests.adapters.studio.resolver import TableResolver

PUBLIC, HIDDEN = "https://hooks.example.com/done", "https://hidden.example.com/done"
ELEMENT_ID = "model_params.element_list.0.element_id"
WATERMARK = "model_params.watermark_info.enabled"
ACCOUNT = Account(owner="first", start_uc=0, is_unlimited=True)


def build_shot(index: int = 1, duration: str = "3", prompt: str = "A street") -> Body:
    return {"index": index, "prompt": prompt, "duration": duration}


def build_shots(*shots: Body, **changes: object) -> Body:
    return {"multi_shot": True, "shot_type": "customize", "multi_prompt": list(shots), **changes}


def build_element(**changes: object) -> Body:
    picture = "https://example.com/side.jpg"
    params = {
        "element_name": "Robot",
        "element_description": "A small tin robot",
        "reference_type": "image_refer",
        "element_image_list": {"frontal_image": picture, "refer_images": [{"image_url": picture}]},
    }
    kept = {name: value for name, value in {**params, **changes}.items() if value is not None}
    return {"model": "kling-custom-element", "model_params": kept}


@pytest.fixture
async def elements(tmp_path: Path) -> Elements:
    known = Elements(JsonFolder(tmp_path / "records", Element), tmp_path / "pictures")
    await known.load()
    picture = tmp_path / "robot.png"
    picture.write_bytes(build_picture(kind="PNG"))
    robot = Element(element_id="123456", owner=ACCOUNT.owner, name="Robot", description="Tin", created_at=0)
    await known.keep(robot, picture)
    return known


async def read(elements: Elements, body: object, generation: Generation = Generation.SUPERSET) -> Order:
    resolver = TableResolver({"hooks.example.com": ["93.184.216.34"], "hidden.example.com": ["10.0.0.7"]})
    reader = OrderReader(generation=generation, elements=elements, guard=AddressGuard(resolver=resolver))
    return await reader.read(body, ACCOUNT)


REFUSED: list[tuple[str, object, str]] = [
    ("a body that is a list", [], "body"),
    ("no model", {"image_start": "https://example.com/day.jpg"}, "model"),
    ("an unknown model", build_body(model="kling-v9"), "model"),
    ("a model that is a number", build_body(model=3), "model"),
    ("no frame at all", build_body(image_start=None), "image_start"),
    ("a first frame as base64", build_body(image_start="data:image/png;base64,iVBORw0KGgo="), "image_start"),
    ("a first frame that is no URL", build_body(image_start="day.jpg"), "image_start"),
    ("a last frame from a file", build_body(image_end="file:///etc/passwd"), "image_end"),
    ("a single shot without prompt", build_body(prompt=None), "prompt"),
    ("a single shot with a blank prompt", build_body(prompt="  "), "prompt"),
    ("a prompt of 2501 characters", build_body(prompt="a" * 2501), "prompt"),
    ("a negative prompt of 2501 characters", build_body(negative_prompt="a" * 2501), "negative_prompt"),
    ("2 seconds", build_body(duration=2), "duration"),
    ("16 seconds", build_body(duration=16), "duration"),
    ("5.5 seconds", build_body(duration=5.5), "duration"),
    ("seconds as text", build_body(duration="5"), "duration"),
    ("an unknown quality", build_body(quality="480p"), "quality"),
    ("a quality in capitals", build_body(quality="1080P"), "quality"),
    ("sound as a boolean", build_body(sound=True), "sound"),
    ("sound in capitals", build_body(sound="ON"), "sound"),
    ("5.0 seconds", build_body(duration=5.0), "duration"),
    ("seconds as a boolean", build_body(duration=True), "duration"),
    ("an element id that is a boolean", build_body(model_params={"element_list": [{"element_id": True}]}), ELEMENT_ID),
    ("a watermark as text", build_body(model_params={"watermark_info": {"enabled": "yes"}}), WATERMARK),
    ("element 0", build_body(prompt="<<<element_0>>> walks"), "prompt"),
    (
        "a last frame with intelligent shots",
        build_body(image_end=PUBLIC, model_params={"multi_shot": True, "shot_type": "intelligence"}),
        "image_end",
    ),
    ("an unknown aspect ratio", build_body(aspect_ratio="4:3"), "aspect_ratio"),
    ("multi_shot as text", build_body(model_params={"multi_shot": "true"}), "model_params.multi_shot"),
    ("multi_shot without shot_type", build_body(model_params={"multi_shot": True}), "model_params.shot_type"),
    (
        "an unknown shot_type",
        build_body(model_params={"multi_shot": True, "shot_type": "random"}),
        "model_params.shot_type",
    ),
    (
        "custom shots without multi_prompt",
        build_body(model_params={"multi_shot": True, "shot_type": "customize"}),
        "model_params.multi_prompt",
    ),
    ("an empty multi_prompt", build_body(model_params=build_shots()), "model_params.multi_prompt"),
    (
        "seven shots",
        build_body(duration=7, model_params=build_shots(*[build_shot(number, "1") for number in range(1, 8)])),
        "model_params.multi_prompt",
    ),
    (
        "a shot prompt of 513 characters",
        build_body(model_params=build_shots(build_shot(prompt="a" * 513))),
        "model_params.multi_prompt.0.prompt",
    ),
    (
        "a shot of 0 seconds",
        build_body(model_params=build_shots(build_shot(duration="0"))),
        "model_params.multi_prompt.0.duration",
    ),
    (
        "a shot's seconds as a number",
        build_body(model_params=build_shots({"index": 1, "prompt": "A street", "duration": 3})),
        "model_params.multi_prompt.0.duration",
    ),
    (
        "a shot longer than the video",
        build_body(model_params=build_shots(build_shot(duration="4"))),
        "model_params.multi_prompt",
    ),
    (
        "shots that sum to 11 of 10",
        build_body(duration=10, model_params=build_shots(build_shot(1, "5"), build_shot(2, "6"))),
        "model_params.multi_prompt",
    ),
    (
        "two shots of the same number",
        build_body(model_params=build_shots(build_shot(1, "1"), build_shot(1, "2"))),
        "model_params.multi_prompt",
    ),
    (
        "a shot without prompt",
        build_body(model_params=build_shots({"index": 1, "duration": "3"})),
        "model_params.multi_prompt.0.prompt",
    ),
    (
        "a last frame with shots",
        build_body(image_end="https://example.com/night.jpg", model_params=build_shots(build_shot())),
        "image_end",
    ),
    (
        "intelligent shots without prompt",
        build_body(prompt="", model_params={"multi_shot": True, "shot_type": "intelligence"}),
        "prompt",
    ),
    (
        "four elements",
        build_body(model_params={"element_list": [{"element_id": "123456"}] * 4}),
        "model_params.element_list",
    ),
    (
        "an unknown element",
        build_body(model_params={"element_list": [{"element_id": "1"}]}),
        "model_params.element_list",
    ),
    (
        "element 3 of 1",
        build_body(prompt="<<<element_3>>> walks", model_params={"element_list": [{"element_id": "123456"}]}),
        "prompt",
    ),
    (
        "a shot that names a missing element",
        build_body(model_params=build_shots(build_shot(prompt="<<<element_1>>> walks"))),
        "prompt",
    ),
    (
        "a watermark as text",
        build_body(model_params={"watermark_info": {"enabled": "yes"}}),
        "model_params.watermark_info.enabled",
    ),
    ("a callback over http", build_body(callback_url="http://hooks.example.com/done"), "callback_url"),
    ("a callback to loopback", build_body(callback_url="https://127.0.0.1/done"), "callback_url"),
    ("a callback that resolves to a private address", build_body(callback_url=HIDDEN), "callback_url"),
    ("a callback with a password", build_body(callback_url="https://me:pw@example.com/"), "callback_url"),
    ("a callback of 2049 characters", build_body(callback_url=PUBLIC.ljust(2049, "a")), "callback_url"),
    ("an element without a name", build_element(element_name=None), "model_params.element_name"),
    ("an element name of 21 characters", build_element(element_name="a" * 21), "model_params.element_name"),
    (
        "an element description of 101 characters",
        build_element(element_description="a" * 101),
        "model_params.element_description",
    ),
    (
        "an element of pictures without any",
        build_element(element_image_list=None),
        "model_params.element_image_list",
    ),
    (
        "an element with a frontal picture only",
        build_element(element_image_list={"frontal_image": "https://example.com/front.jpg"}),
        "model_params.element_image_list.refer_images",
    ),
    (
        "an element of a video without any",
        build_element(reference_type="video_refer"),
        "model_params.element_video_list",
    ),
    (
        "a voice for an element of pictures",
        build_element(element_voice_id="829824295735410756"),
        "model_params.element_voice_id",
    ),
]


@pytest.mark.parametrize(("body", "param"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
async def test_refuses_what_breaks_a_rule_and_names_the_field(elements: Elements, body: object, param: str) -> None:
    with pytest.raises(ApiRefused) as refused:
        await read(elements, body)

    assert (refused.value.row.status, refused.value.row.code) == (400, "invalid_request")
    assert refused.value.row.kind == "invalid_request_error"
    assert refused.value.option == param


ACCEPTED: list[tuple[str, Body]] = [
    ("the least that is needed", {"model": "kling-v3-image-to-video", "image_start": PUBLIC, "prompt": "Hi"}),
    ("only a last frame", build_body(image_start=None, image_end=PUBLIC)),
    ("both frames with sound", build_body(image_end=PUBLIC, sound="on", quality="1080p", duration=10)),
    ("both frames in 4k", build_body(image_end=PUBLIC, quality="4k")),
    (
        "both frames with an element",
        build_body(image_end=PUBLIC, model_params={"element_list": [{"element_id": "123456"}]}),
    ),
    ("an element id as a number", build_body(model_params={"element_list": [{"element_id": 123456}]})),
    ("custom shots without prompt", build_body(prompt=None, model_params=build_shots(build_shot()))),
    (
        "shots in any order",
        build_body(model_params=build_shots(build_shot(2, "1"), build_shot(1, "2"))),
    ),
    (
        "intelligent shots",
        build_body(model_params={"multi_shot": True, "shot_type": "intelligence"}),
    ),
    (
        "shots that multi_shot false switches off",
        build_body(model_params=build_shots(build_shot(duration="9"), multi_shot=False)),
    ),
    ("a prompt of 2500 characters", build_body(prompt="a" * 2500)),
    ("an unknown field", build_body(image_url="ignored", seed=7)),
    ("a public callback", build_body(callback_url=PUBLIC)),
    ("a callback with its scheme in capitals", build_body(callback_url=PUBLIC.replace("https", "HTTPS"))),
    ("a callback of 2048 characters", build_body(callback_url=PUBLIC.ljust(2048, "a"))),
    ("both frames in 720p", build_body(image_end=PUBLIC, quality="720p")),
    ("4k with sound", build_body(sound="on", quality="4k")),
    ("a watermark", build_body(model_params={"watermark_info": {"enabled": True}})),
    (
        "elements in custom shots",
        build_body(
            model_params=build_shots(
                build_shot(prompt="<<<element_1>>> walks"), element_list=[{"element_id": "123456"}]
            )
        ),
    ),
    (
        "intelligent shots beside shots that do not count",
        build_body(model_params=build_shots(build_shot(duration="9"), shot_type="intelligence")),
    ),
    (
        "six shots of 512 characters",
        build_body(
            duration=6, model_params=build_shots(*[build_shot(number, "1", "a" * 512) for number in range(1, 7)])
        ),
    ),
    ("an aspect ratio beside a first frame", build_body(aspect_ratio="16:9")),
    ("an element", build_element()),
]


@pytest.mark.parametrize("body", [case[1] for case in ACCEPTED], ids=[case[0] for case in ACCEPTED])
async def test_accepts_what_the_documentation_allows(elements: Elements, body: Body) -> None:
    order = await read(elements, body)

    assert order.model == body["model"]
    assert order.price_uc > 0


@pytest.mark.parametrize(
    ("generation", "changes"),
    [
        (Generation.A, {"quality": "4k"}),
        (Generation.A, {"model_params": {"element_list": [{"element_id": "123456"}]}}),
        (Generation.C, {"image_start": None, "image_end": PUBLIC}),
        (Generation.C, {"model_params": {"element_list": [{"element_id": 123456}]}}),
    ],
    ids=["a without 4k", "a without text ids", "c without a lone last frame", "c without integer ids"],
)
async def test_refuses_what_another_generation_takes(elements: Elements, generation: Generation, changes: Body) -> None:
    with pytest.raises(ApiRefused) as refused:
        await read(elements, build_body(**changes), generation)

    assert refused.value.row.status == 400


@pytest.mark.parametrize(
    ("generation", "expected"),
    [(Generation.SUPERSET, Aspect.TALL), (Generation.A, Aspect.TALL), (Generation.C, Aspect.AUTO)],
)
async def test_reads_the_aspect_ratio_where_the_generation_has_it(
    elements: Elements, generation: Generation, expected: Aspect
) -> None:
    order = await read(elements, build_body(aspect_ratio="9:16"), generation)

    assert order.video is not None
    assert order.video.aspect is expected


async def test_ignores_any_aspect_ratio_where_the_generation_has_none(elements: Elements) -> None:
    order = await read(elements, build_body(aspect_ratio="4:3"), Generation.C)

    assert order.price_uc > 0


@pytest.mark.parametrize("model", ["kling-v3-text-to-video", "kling-o3-image-to-video"])
async def test_denies_access_to_models_it_does_not_render(elements: Elements, model: str) -> None:
    with pytest.raises(ApiRefused) as refused:
        await read(elements, {"model": model})

    assert (refused.value.row.status, refused.value.row.code) == (403, "model_access_denied")
    assert refused.value.sentence == f"Token does not have access to model: {model}"


async def test_ignores_the_prompt_of_custom_shots(elements: Elements) -> None:
    order = await read(elements, build_body(prompt="Not this", model_params=build_shots(build_shot())))

    assert order.video is not None
    assert order.video.prompt == ""
    assert [shot.prompt for shot in order.video.shots] == ["A street"]
