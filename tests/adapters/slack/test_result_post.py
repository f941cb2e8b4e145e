import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.post_record import PostStage
from tests.adapters.slack.office import CONTENT, VIDEO, Office, open_office
from tests.servers.slack.faults import (
    Fault,
    answer_error,
    answer_error_after,
    answer_page,
    answer_page_after,
    answer_too_many,
    drop_after,
    drop_before,
)
from tests.servers.slack.methods import Method, Place
from tests.servers.slack.records import ChannelKind, Message

_NOWHERE = ["is_archived", "is_read_only", "kicked"]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with open_office() as office:
        yield office


def find_videos(office: Office) -> list[Message]:
    """Return everything in the workspace that shows a video."""
    return [message for message in office.slack.world.messages.values() if message.files and not message.is_deleted]


async def post_until_it_stands(office: Office, *, most_tries: int = 5) -> str:
    """Post a result as the core does: again and again, each time by a bot that was just started."""
    for _ in range(most_tries):
        try:
            return await office.platform.post_result(office.address, office.draw_result())
        except ServiceBusy:
            continue
    pytest.fail("the result was never posted")


async def test_a_result_brings_the_video_and_mentions_who_asked(office: Office) -> None:
    await office.platform.post_result(office.address, office.draw_result())
    (message,) = find_videos(office)

    assert message.text.startswith(f"{office.ada.mention} your video is ready.")
    assert [(file.content, file.mimetype) for file in message.files] == [(CONTENT, "video/mp4")]


async def test_a_result_is_described_in_its_title_and_has_no_alternative_text(office: Office) -> None:
    await office.platform.post_result(office.address, office.draw_result())
    (message,) = find_videos(office)

    assert [(file.title, file.alt_txt) for file in message.files] == [("Video: a ship", "")]


async def test_a_result_stands_in_the_thread_in_which_it_was_asked_for(office: Office) -> None:
    asked = office.slack.say(office.channel, office.ada, "hello")
    address = office.locate(office.channel, thread=asked.ts)
    await office.platform.post_result(address, office.draw_result())
    (message,) = office.slack.replies(asked)

    assert message.files


async def test_a_result_stands_below_its_card(office: Office) -> None:
    card_id = await office.platform.show_card(office.address, office.draw(), message_id=None)
    (card,) = office.read_channel()
    await office.platform.post_result(office.address, office.draw_result(card_message_id=card_id))
    (message,) = office.slack.replies(card)

    assert message.files


async def test_a_result_in_direct_messages_hides_in_no_thread(office: Office) -> None:
    address = office.locate(office.slack.add_direct_channel(office.ada))
    card_id = await office.platform.show_card(address, office.draw(), message_id=None)
    await office.platform.post_result(address, office.draw_result(card_message_id=card_id))
    (message,) = find_videos(office)

    assert not message.is_reply


async def test_the_file_is_known_before_slack_is_told_to_show_it(office: Office) -> None:
    await office.platform.post_result(office.address, office.draw_result())
    stages = [(record.stage, record.file_id is not None) for record in office.posts.saved]

    assert stages == [(PostStage.SENDING, True), (PostStage.POSTED, True)]


@pytest.mark.parametrize(
    "spot", [Method.FILES_GET_UPLOAD_URL, Place.UPLOAD, Method.FILES_COMPLETE_UPLOAD, Method.FILES_INFO]
)
@pytest.mark.parametrize("fault", [drop_before(), drop_after(), answer_page(), answer_page_after(), answer_too_many(1)])
async def test_a_result_is_posted_once_whatever_goes_wrong(office: Office, spot: Method | Place, fault: Fault) -> None:
    office.slack.fail_next(spot, fault)
    await post_until_it_stands(office)
    again = await post_until_it_stands(office)

    assert len(find_videos(office)) == 1
    assert again.split(":")[1] == find_videos(office)[0].ts


async def test_an_upload_that_times_out_after_it_worked_is_not_sent_again(office: Office) -> None:
    office.slack.fail_next(Method.FILES_COMPLETE_UPLOAD, answer_error_after("request_timeout"))
    await post_until_it_stands(office)

    assert len(find_videos(office)) == 1
    assert len(office.slack.calls_to(Method.FILES_GET_UPLOAD_URL)) == 1


class _Killed(BaseException):
    """Stands for the end of the process."""


async def post_and_die(office: Office, *, before_save: int) -> None:
    """Post a result, and end where the record would be saved for the nth time."""
    save = office.posts.save
    saves = iter(range(before_save))

    async def save_or_die(record: object) -> None:
        if next(saves, None) is None:
            raise _Killed
        await save(record)  # type: ignore[arg-type] # it is passed on as it came

    office.posts.save = save_or_die  # type: ignore[method-assign] # the process dies here
    try:
        await office.platform.post_result(office.address, office.draw_result())
    except _Killed:
        pass
    finally:
        office.posts.save = save  # type: ignore[method-assign] # and another one begins


@pytest.mark.parametrize("before_save", [0, 1])
async def test_a_result_is_posted_once_when_the_bot_dies_on_the_way(office: Office, before_save: int) -> None:
    await post_and_die(office, before_save=before_save)
    await post_until_it_stands(office)

    assert len(find_videos(office)) == 1


async def test_a_result_is_posted_once_when_the_bot_dies_before_completing(office: Office) -> None:
    office.slack.fail_next(Method.FILES_COMPLETE_UPLOAD, drop_before())
    with pytest.raises(ServiceBusy):
        await office.platform.post_result(office.address, office.draw_result())
    office.clock.now += timedelta(hours=1)
    await post_until_it_stands(office)

    assert len(find_videos(office)) == 1
    assert len(office.slack.calls_to(Method.FILES_GET_UPLOAD_URL)) == 1


async def test_a_share_that_comes_late_is_waited_for(office: Office) -> None:
    office.workspace.share_seconds = 0.3
    slow = replace(office, share_pauses=(0.1,) * 20)
    await slow.platform.post_result(office.address, office.draw_result())

    assert len(find_videos(office)) == 1


async def test_a_share_that_comes_very_late_is_found_by_the_next_try(office: Office) -> None:
    office.workspace.share_seconds = 0.5
    with pytest.raises(ServiceBusy):
        await office.platform.post_result(office.address, office.draw_result())
    await office.slack.until(lambda: find_videos(office))
    await post_until_it_stands(office)

    assert len(find_videos(office)) == 1


async def test_a_file_that_slack_never_shares_is_linked_to_in_the_end(office: Office) -> None:
    office.workspace.shares_files = False
    for _ in range(2):
        with pytest.raises(ServiceBusy):
            await office.platform.post_result(office.address, office.draw_result())
    office.clock.now += timedelta(minutes=4)
    first = await office.platform.post_result(office.address, office.draw_result())
    second = await office.platform.post_result(office.address, office.draw_result())
    (message,) = office.read_channel()

    assert first == second
    assert "|Open the video>" in message.text


@pytest.mark.parametrize("refusal", ["storage_limit_reached", "file_uploads_disabled"])
async def test_a_workspace_that_takes_no_files_gets_words_and_a_link(office: Office, refusal: str) -> None:
    office.workspace.upload_refusal = refusal
    first = await office.platform.post_result(office.address, office.draw_result())
    second = await office.platform.post_result(office.address, office.draw_result())
    (message,) = office.read_channel()

    assert first == second
    assert "<https://bot.example/v.mp4|Open the video>" in message.text


async def test_a_video_that_is_too_large_gets_words_and_a_link(office: Office) -> None:
    office.workspace.upload_limit_bytes = 5
    await office.platform.post_result(office.address, office.draw_result())

    assert [message.text.count("Open the video") for message in office.read_channel()] == [1]


@pytest.mark.parametrize("obstacle", _NOWHERE)
async def test_a_result_comes_by_direct_message_where_its_channel_is_closed(office: Office, obstacle: str) -> None:
    if obstacle == "kicked":
        office.slack.kick(office.channel)
    else:
        setattr(office.channel, obstacle, True)
    first = await office.platform.post_result(office.address, office.draw_result())
    second = await office.platform.post_result(office.address, office.draw_result())
    (message,) = office.slack.direct_messages(office.ada)

    assert first == second
    assert f"I could not post in <#{office.channel.id}> any more" in message.text
    assert len(find_videos(office)) == 1


@pytest.mark.parametrize(
    "error", ["access_denied", "channel_not_found", "invalid_channel", "not_in_channel", "posting_to_channel_denied"]
)
async def test_whatever_slack_calls_closed_leads_to_direct_messages(office: Office, error: str) -> None:
    office.slack.fail_next(Method.FILES_COMPLETE_UPLOAD, answer_error(error))
    await office.platform.post_result(office.address, office.draw_result())

    assert len(office.slack.direct_messages(office.ada)) == 1


async def test_a_private_channel_without_the_bot_is_closed_too(office: Office) -> None:
    channel = office.slack.add_channel(office.workspace, "secret", kind=ChannelKind.PRIVATE, has_bot=False)
    await office.platform.post_result(office.locate(channel), office.draw_result())

    assert len(office.slack.direct_messages(office.ada)) == 1


async def test_a_result_in_doubt_is_not_sent_elsewhere_when_its_channel_closes(office: Office) -> None:
    office.slack.fail_next(Method.FILES_COMPLETE_UPLOAD, drop_after())
    with pytest.raises(ServiceBusy):
        await office.platform.post_result(office.address, office.draw_result())
    office.slack.kick(office.channel)
    await post_until_it_stands(office)

    assert len(find_videos(office)) == 1
    assert office.slack.direct_messages(office.ada) == []


async def test_nobody_else_gets_a_result_when_its_requester_is_unknown(office: Office) -> None:
    office.slack.kick(office.channel)
    stranger = office.requester.model_copy(update={"platform": "web", "id": "u1"})

    with pytest.raises(PlaceUnreachable):
        await office.platform.post_result(office.address, office.draw_result(requester=stranger))


async def test_what_is_age_restricted_comes_by_direct_message(office: Office) -> None:
    await office.platform.post_result(office.address, office.draw_result(is_age_restricted=True))

    assert len(office.slack.direct_messages(office.ada)) == len(find_videos(office)) == 1


async def test_a_deleted_result_takes_its_file_with_it(office: Office) -> None:
    result_id = await office.platform.post_result(office.address, office.draw_result())
    (message,) = find_videos(office)
    await office.platform.delete_post(office.address, result_id)

    assert find_videos(office) == []
    assert all(file.is_deleted for file in message.files)


async def test_a_result_that_only_goes_with_its_file_is_deleted_all_the_same(office: Office) -> None:
    result_id = await office.platform.post_result(office.address, office.draw_result())
    (message,) = find_videos(office)
    office.slack.fail_next(Method.CHAT_DELETE, answer_error("cant_delete_message"))
    await office.platform.delete_post(office.address, result_id)

    assert all(file.is_deleted for file in message.files)


async def test_a_workspace_in_which_nothing_is_deleted_says_so(office: Office) -> None:
    result_id = await office.platform.post_result(office.address, office.draw_result())
    office.slack.fail_next(Method.CHAT_DELETE, answer_error("cant_delete_message"))
    office.slack.fail_next(Method.FILES_DELETE, answer_error("file_deleting_disabled"))

    with pytest.raises(ServiceFailed, match="does not let me delete"):
        await office.platform.delete_post(office.address, result_id)


async def test_an_uninstalled_app_can_post_nowhere(office: Office) -> None:
    await office.connection.identify(office.workspace.id)
    office.slack.uninstall(office.workspace)

    with pytest.raises(PlaceUnreachable):
        await office.platform.post_result(office.address, office.draw_result())


async def test_another_workspace_is_closed(office: Office) -> None:
    other = office.slack.add_channel(office.slack.add_workspace("Other"), "general")

    with pytest.raises(PlaceUnreachable):
        await office.platform.post_result(office.locate(other), office.draw_result())


async def test_many_results_at_once_are_each_posted_once(office: Office) -> None:
    platform = office.platform
    results = [office.draw_result(job_id=f"job{number}") for number in range(20)]
    await asyncio.gather(*(platform.post_result(office.address, result) for result in results))

    assert len(find_videos(office)) == 20


async def test_an_error_that_slack_names_once_is_tried_again_by_the_core(office: Office) -> None:
    office.slack.fail_next(Method.FILES_COMPLETE_UPLOAD, answer_error("internal_error"))
    await post_until_it_stands(office)

    assert len(find_videos(office)) == 1
    assert VIDEO.key in office.media.contents
