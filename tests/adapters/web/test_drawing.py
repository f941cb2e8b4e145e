import json
from dataclasses import replace

import pytest

from adapters.web.drawing import MessageDrawing, body_of_card, body_of_failure, body_of_notice, body_of_result
from adapters.web.media_links import MediaLinks
from bot.conversation import MessageKind
from bot.job.job import JobState, Requester
from tests.adapters.web.builders import ANA, BEN, CARD, FAILURE, NOTICE, RESULT, VIDEO, build_message
from tests.adapters.web.conftest import SECRET

LINKS = MediaLinks(SECRET)
CARD_MESSAGE = replace(build_message("Rendering, 40 %"), id=7, kind=MessageKind.CARD, body=body_of_card(CARD))


@pytest.mark.parametrize(
    "body", [body_of_card(CARD), body_of_result(RESULT), body_of_failure(FAILURE), body_of_notice(NOTICE)]
)
def test_what_is_stored_is_json_without_links(body: dict[str, object]) -> None:
    assert json.loads(json.dumps(body)) == body
    assert "/media/" not in json.dumps(body)


def test_a_card_is_drawn_with_links_and_buttons() -> None:
    drawn = MessageDrawing(LINKS, viewer=ANA).draw(CARD_MESSAGE)

    assert drawn["pictures"][0]["url"] == LINKS.signed_media_url("day.jpg")
    assert drawn["pictures"][0]["alt"] == "First frame"
    assert drawn["buttons"] == [{"action": "cancel", "label": "Cancel"}]
    assert (drawn["percent"], drawn["is_final"], drawn["author"]["is_bot"]) == (40, False, True)


@pytest.mark.parametrize(
    ("requester", "is_me"), [(ANA, True), (BEN, False), (Requester(platform="slack", id="ana", name="Ana"), False)]
)
def test_a_card_tells_whose_it_is_without_telling_ids(requester: Requester, *, is_me: bool) -> None:
    message = replace(CARD_MESSAGE, body=body_of_card(replace(CARD, requester=requester)))

    drawn = MessageDrawing(LINKS, viewer=ANA).draw(message)

    assert drawn["requester"] == {"name": requester.name, "is_me": is_me}


def test_a_finished_card_says_so() -> None:
    assert body_of_card(replace(CARD, state=JobState.EXPIRED))["is_final"]


def test_a_result_is_drawn_with_its_video() -> None:
    message = replace(build_message("ready"), kind=MessageKind.RESULT, body=body_of_result(RESULT))

    drawn = MessageDrawing(LINKS, viewer=ANA).draw(message)

    assert drawn["video"]["url"] == LINKS.signed_media_url("clip.mp4")
    assert drawn["video"]["poster_url"] == LINKS.signed_media_url("poster.jpg")
    assert drawn["alt"] == "The sun sets"


def test_a_failure_mentions_who_asked() -> None:
    message = replace(build_message(FAILURE.words), kind=MessageKind.NOTICE, body=body_of_failure(FAILURE))

    drawn = MessageDrawing(LINKS, viewer=ANA).draw(message)

    assert drawn["requester"] == {"name": "Ana", "is_me": True}
    assert (drawn["tone"], drawn["video"]) == ("bad", None)


def test_a_notice_may_bring_a_video() -> None:
    body = body_of_notice(replace(NOTICE, video=VIDEO, alt_text="The sun sets"))
    message = replace(build_message("ready"), kind=MessageKind.NOTICE, body=body)

    drawn = MessageDrawing(LINKS, viewer=ANA).draw(message)

    assert drawn["video"]["width"] == 1280


def test_nothing_is_told_of_a_deleted_message() -> None:
    drawn = MessageDrawing(LINKS, viewer=ANA).draw(replace(CARD_MESSAGE, deleted=True))

    assert drawn == {"id": 7, "revision": 0, "channel": "general", "deleted": True}
