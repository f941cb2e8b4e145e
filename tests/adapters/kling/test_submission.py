from dataclasses import replace

import pytest
from pydantic import SecretStr

from adapters.kling.settings import KlingSettings, paid_profile
from adapters.kling.submission import build_submission
from bot.errors import RequestRefused
from bot.ports import FrameAddresses
from bot.request.generation_request import Aspect, Quality, RequestOptions, Shot, ShotMode, Storyboard
from tests.servers.video_api_rules import find_broken_field

DAY, NIGHT = "https://files.example/day.png", "https://files.example/night.png"
PAID = KlingSettings(api_key=SecretStr("sk-x"), profile=paid_profile())
STUDIO = KlingSettings.for_studio(base_url="http://127.0.0.1:1", api_key=SecretStr("sk-x"))
FIRST = FrameAddresses(first=DAY)


def test_a_plain_request_has_only_plain_fields() -> None:
    body = build_submission(RequestOptions(prompt="The sun sets"), frames=FIRST, settings=PAID)

    assert body == {
        "model": "kling-v3-image-to-video",
        "image_start": DAY,
        "prompt": "The sun sets",
        "duration": 5,
        "quality": "720p",
        "sound": "off",
    }


def test_a_full_request_uses_every_documented_field() -> None:
    options = RequestOptions(
        prompt="<<<element_1>>> dances",
        negative="text",
        duration=10,
        quality=Quality.FULL_HD,
        sound=True,
        elements=("9007199254740993",),
        watermark=True,
        callback="https://example.com/hook",
    )

    body = build_submission(options, frames=FrameAddresses(first=DAY, last=NIGHT), settings=PAID)

    assert body == {
        "model": "kling-v3-image-to-video",
        "image_start": DAY,
        "image_end": NIGHT,
        "prompt": "<<<element_1>>> dances",
        "negative_prompt": "text",
        "duration": 10,
        "quality": "1080p",
        "sound": "on",
        "model_params": {
            "element_list": [{"element_id": "9007199254740993"}],
            "watermark_info": {"enabled": True},
        },
        "callback_url": "https://example.com/hook",
    }


def test_custom_shots_bring_their_own_words_and_seconds_as_text() -> None:
    shots = (Shot(prompt="A park", seconds=4), Shot(prompt="A street", seconds=6))
    options = RequestOptions(prompt="ignored", duration=10, shots=Storyboard(mode=ShotMode.CUSTOM, shots=shots))

    body = build_submission(options, frames=FIRST, settings=PAID)

    assert "prompt" not in body
    assert body["model_params"] == {
        "multi_shot": True,
        "shot_type": "customize",
        "multi_prompt": [
            {"index": 1, "prompt": "A park", "duration": "4"},
            {"index": 2, "prompt": "A street", "duration": "6"},
        ],
    }


def test_intelligent_shots_keep_the_prompt() -> None:
    options = RequestOptions(prompt="A story", shots=Storyboard(mode=ShotMode.INTELLIGENT))

    body = build_submission(options, frames=FIRST, settings=PAID)

    assert body["prompt"] == "A story"
    assert body["model_params"] == {"multi_shot": True, "shot_type": "intelligence"}


def test_sends_the_aspect_only_where_it_is_read() -> None:
    options = RequestOptions(prompt="x", aspect=Aspect.TALL)

    assert "aspect_ratio" not in build_submission(options, frames=FIRST, settings=PAID)
    assert build_submission(options, frames=FIRST, settings=STUDIO)["aspect_ratio"] == "9:16"


def test_never_sends_the_automatic_aspect() -> None:
    assert "aspect_ratio" not in build_submission(RequestOptions(prompt="x"), frames=FIRST, settings=STUDIO)


def test_sends_a_lone_last_frame_where_the_service_takes_one() -> None:
    body = build_submission(RequestOptions(prompt="x"), frames=FrameAddresses(last=NIGHT), settings=STUDIO)

    assert body["image_end"] == NIGHT
    assert "image_start" not in body


def test_refuses_a_lone_last_frame_where_the_service_does_not_take_one() -> None:
    with pytest.raises(RequestRefused) as caught:
        build_submission(RequestOptions(prompt="x"), frames=FrameAddresses(last=NIGHT), settings=PAID)

    assert caught.value.option == "first"


def test_the_persons_own_callback_goes_before_ours() -> None:
    theirs = RequestOptions(prompt="x", callback="https://example.com/theirs")
    ours = "https://example.com/ours"

    with_theirs = build_submission(theirs, frames=FIRST, settings=PAID, callback_url=ours)
    without = build_submission(RequestOptions(prompt="x"), frames=FIRST, settings=PAID, callback_url=ours)

    assert with_theirs["callback_url"] == "https://example.com/theirs"
    assert without["callback_url"] == ours


def test_uses_the_model_of_the_settings() -> None:
    settings = replace(PAID, model="kling-v4")

    assert build_submission(RequestOptions(prompt="x"), frames=FIRST, settings=settings)["model"] == "kling-v4"


@pytest.mark.parametrize("quality", list(Quality))
def test_the_local_server_finds_no_fault_with_it(quality: Quality) -> None:
    body = build_submission(RequestOptions(prompt="x", quality=quality), frames=FIRST, settings=PAID)

    assert find_broken_field(body, takes_lone_last_frame=False) is None
