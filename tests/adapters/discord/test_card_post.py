"""Cards as messages of the bot."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from adapters.discord import card as drawing
from adapters.discord.card_mark import CardMark
from bot.errors import PlaceUnreachable, ServiceBusy
from bot.job.card import Card
from bot.job.drawing import Surroundings, draw_card
from bot.job.job import JobState
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.contracts.samples import NOON, after_noon
from tests.fakes.video_service import PAID
from tests.servers.discord.channels import NONCE_SECONDS
from tests.servers.discord.errors import AUTOMOD_BLOCKED, MISSING_ACCESS, ErrorRow
from tests.servers.discord.faults import Fault, Handler, answer_error, answer_page_after
from tests.servers.discord.routes import Route

TOO_MANY_EDITS = ErrorRow(status=400, code=30046, message="Maximum number of edits to messages older than 1 hour")


async def _chat(house: DiscordHouse) -> None:
    for number in range(320):
        await house.discord.say(house.channel, house.anna, f"chat {number}")


def build_card(house: DiscordHouse, state: JobState = JobState.QUEUED, **changes: object) -> Card:
    """Draw the card of a job of Anna's in this state."""
    job = house.keep_job(state=state, finished_at=after_noon(12) if state.is_final else None)
    card = draw_card(job, Surroundings(profile=PAID, now=NOON))
    return replace(card, **changes)  # type: ignore[arg-type] # each test names real fields


async def test_a_card_shows_its_picture_with_a_description(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.media.contents["k.png"] = b"\x89PNG"
        await house.platform.show_card(
            house.address, build_card(house, pictures=(("k.png", "First frame"),)), message_id=None
        )

    (message,) = house.read_channel()
    assert [(file.filename, file.description) for file in message.attachments] == [("frame.png", "First frame")]
    assert any(part.get("description") == "First frame" for part in message.all_components)


async def test_a_card_whose_picture_is_gone_is_shown_without(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = build_card(house, pictures=(("gone.png", "First frame"),))
        message_id = await house.platform.show_card(house.address, card, message_id=None)
        later = build_card(house, JobState.RENDERING, pictures=card.pictures)
        await house.platform.show_card(house.address, later, message_id=message_id)

    (message,) = house.read_channel()
    assert "### Rendering" in message.text
    assert message.attachments == []


async def test_a_card_goes_on_in_the_same_message_after_a_restart(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.media.contents["k.png"] = b"\x89PNG"
        pictures = (("k.png", "First frame"),)
        message_id = await house.platform.show_card(
            house.address, build_card(house, pictures=pictures), message_id=None
        )
        house.restart()
        async with house.run_bot():
            card = build_card(house, JobState.RENDERING, percent=40, pictures=pictures)
            await house.platform.show_card(house.address, card, message_id=message_id)

    (message,) = house.read_channel()
    assert "▰▰▰▰▱▱▱▱▱▱" in message.text
    assert len(message.attachments) == 1


async def test_a_finished_card_collapses_to_one_line(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.media.contents["k.png"] = b"\x89PNG"
        pictures = (("k.png", "First frame"),)
        message_id = await house.platform.show_card(
            house.address, build_card(house, pictures=pictures), message_id=None
        )
        card = build_card(house, JobState.DONE, pictures=pictures)
        await house.platform.show_card(house.address, card, message_id=message_id)

    (message,) = house.read_channel()
    assert message.text == f"-# Done in 12 s · “a ship” · <@{house.anna.id}>"
    assert (message.attachments, message.buttons) == ([], [])


async def test_a_deleted_card_stays_deleted(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message_id = await house.platform.show_card(house.address, build_card(house), message_id=None)
        await house.discord.delete(int(message_id))
        card = build_card(house, JobState.RENDERING)

        assert await house.platform.show_card(house.address, card, message_id=message_id) == message_id
    assert house.read_channel() == []


async def test_a_lost_answer_posts_no_second_card(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_page_after(502))
        await house.platform.show_card(house.address, build_card(house), message_id=None)

    assert len(house.read_channel()) == 1


async def test_a_card_that_an_earlier_life_posted_is_found_and_updated(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        first = await house.platform.show_card(house.address, build_card(house), message_id=None)
        second = await house.platform.show_card(house.address, build_card(house, JobState.DELIVERING), message_id=None)

    (message,) = house.read_channel()
    assert first == second
    assert "Finishing" in message.text


async def test_a_card_whose_marker_discord_forgot_is_found_and_updated(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        first = await house.platform.show_card(house.address, build_card(house), message_id=None)
        house.discord.clock.ahead += timedelta(seconds=NONCE_SECONDS + 1)
        second = await house.platform.show_card(house.address, build_card(house, JobState.RENDERING), message_id=None)

    (message,) = house.read_channel()
    assert first == second
    assert "Rendering" in message.text


@pytest.mark.parametrize("state", list(JobState))
async def test_a_card_is_known_again_whatever_it_shows(tmp_path: Path, state: JobState) -> None:
    async with open_busy_house(tmp_path) as house:
        first = await house.platform.show_card(house.address, build_card(house), message_id=None)
        await house.platform.show_card(house.address, build_card(house, state), message_id=first)
        house.discord.clock.ahead += timedelta(seconds=NONCE_SECONDS + 1)
        second = await house.platform.show_card(house.address, build_card(house, JobState.DONE), message_id=None)

    assert first == second
    assert len(house.read_channel()) == 1


async def test_the_card_of_another_job_is_never_taken(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = build_card(house, JobState.DONE)
        first = await house.platform.show_card(house.address, card, message_id=None)
        second = await house.platform.show_card(house.address, replace(card, job_id="b" * 24), message_id=None)

    assert first != second


async def test_a_card_is_known_again_by_its_buttons_where_it_has_no_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_busy_house(tmp_path) as house:
        with monkeypatch.context() as earlier_version:
            earlier_version.setattr(drawing, "build_card_mark", lambda _job_id: CardMark(frame=1, words=2))
            first = await house.platform.show_card(house.address, build_card(house), message_id=None)
        house.discord.clock.ahead += timedelta(seconds=NONCE_SECONDS + 1)
        second = await house.platform.show_card(house.address, build_card(house, JobState.DONE), message_id=None)

    assert first == second


async def test_a_card_is_found_among_much_that_people_said_before_and_after(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await _chat(house)
        first = await house.platform.show_card(house.address, build_card(house), message_id=None)
        await _chat(house)
        house.discord.clock.ahead += timedelta(seconds=NONCE_SECONDS + 1)
        second = await house.platform.show_card(house.address, build_card(house, JobState.DONE), message_id=None)

    assert first == second


async def test_a_card_is_not_looked_for_when_its_job_was_just_ordered(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = build_card(house, started_at=datetime.now(UTC))
        await house.platform.show_card(house.address, card, message_id=None)

    assert house.discord.calls_to(Route.LIST_MESSAGES) == []


async def test_prompts_can_neither_mention_nor_format(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        card = build_card(house, prompt="@everyone **now** ||secret||")
        await house.platform.show_card(house.address, card, message_id=None)

    (message,) = house.read_channel()
    assert not message.mentions_everyone
    assert r"\*\*now\*\* \|\|secret\|\|" in message.text
    assert message.mentions == []


async def test_a_closed_channel_is_unreachable(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_next(Route.CREATE_MESSAGE, answer_error(MISSING_ACCESS))

        with pytest.raises(PlaceUnreachable) as caught:
            await house.platform.show_card(house.address, build_card(house), message_id=None)

    assert caught.value.code == "discord_50001"


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "refused"])
async def test_a_card_that_cannot_be_changed_is_not_asked_for_again(tmp_path: Path, *, is_deleted: bool) -> None:
    async with open_busy_house(tmp_path) as house:
        message_id = await house.platform.show_card(house.address, build_card(house), message_id=None)
        if is_deleted:
            await house.discord.delete(int(message_id))
        else:
            house.discord.fail_always(Route.EDIT_MESSAGE, answer_error(MISSING_ACCESS))
        for percent in (10, 20, 30):
            card = build_card(house, JobState.RENDERING, percent=percent)
            with suppress(PlaceUnreachable):
                await house.platform.show_card(house.address, card, message_id=message_id)

    assert house.discord.invalid_requests <= 1
    assert len(house.discord.calls_to(Route.EDIT_MESSAGE)) == 1


async def test_the_end_is_worth_another_try(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message_id = await house.platform.show_card(house.address, build_card(house), message_id=None)
        house.discord.fail_next(Route.EDIT_MESSAGE, answer_error(MISSING_ACCESS))
        with pytest.raises(PlaceUnreachable):
            await house.platform.show_card(house.address, build_card(house, JobState.RENDERING), message_id=message_id)
        await house.platform.show_card(house.address, build_card(house, JobState.FAILED), message_id=message_id)

    assert "No video" in house.read_channel()[0].text


async def test_the_end_of_a_job_wakes_an_archived_thread(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        thread = house.discord.add_thread(house.channel)
        address = house.address.model_copy(update={"thread": str(thread.id)})
        first = await house.platform.show_card(address, build_card(house), message_id=None)
        thread.is_archived = True
        with pytest.raises(PlaceUnreachable):
            await house.platform.show_card(address, build_card(house, JobState.RENDERING), message_id=first)
        last = await house.platform.show_card(address, build_card(house, JobState.FAILED), message_id=first)

    _, told = house.discord.messages(thread.id)
    assert last == str(told.id)
    assert "No video" in told.text
    assert not thread.is_archived


def _block_words(word: str) -> Fault:
    """Let the server's own rules refuse every message with a word."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        said = (await request.read()).decode(errors="replace")
        return AUTOMOD_BLOCKED.build_response() if word in said else await handler(request)

    return fault


async def test_words_that_a_server_does_not_allow_are_left_out(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.fail_always(Route.CREATE_MESSAGE, _block_words("ship"))
        house.discord.fail_always(Route.EDIT_MESSAGE, _block_words("ship"))
        message_id = await house.platform.show_card(house.address, build_card(house), message_id=None)
        queued = house.read_channel()[0].text
        await house.platform.show_card(house.address, build_card(house, JobState.RENDERING), message_id=message_id)

    assert "Queued" in queued
    assert "### Rendering" in house.read_channel()[0].text
    assert "ship" not in house.read_channel()[0].text


async def test_too_many_edits_of_an_old_card_are_to_be_repeated_later(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        message_id = await house.platform.show_card(house.address, build_card(house), message_id=None)
        house.discord.fail_always(Route.EDIT_MESSAGE, answer_error(TOO_MANY_EDITS))

        with pytest.raises(ServiceBusy) as caught:
            await house.platform.show_card(house.address, build_card(house, JobState.RENDERING), message_id=message_id)

    assert caught.value.retry_after_seconds


async def test_the_picture_of_something_hidden_is_hidden(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.media.contents["k.png"] = b"\x89PNG"
        card = build_card(house, pictures=(("k.png", "First frame"),), is_spoiler=True)
        message_id = await house.platform.show_card(house.address, card, message_id=None)
        later = replace(card, state=JobState.RENDERING, headline="Rendering")
        await house.platform.show_card(house.address, later, message_id=message_id)

    (message,) = house.read_channel()
    assert [part["spoiler"] for part in message.all_components if part.get("description")] == [True]


@pytest.mark.parametrize("is_nsfw", [True, False])
async def test_a_picture_for_adults_is_shown_to_adults_alone(tmp_path: Path, *, is_nsfw: bool) -> None:
    async with open_house(tmp_path) as house:
        house.channel.is_nsfw = is_nsfw
        house.media.contents["k.png"] = b"\x89PNG"
        async with house.run_bot():
            card = build_card(house, pictures=(("k.png", "First frame"),), is_age_restricted=True)
            await house.platform.show_card(house.address, card, message_id=None)

    assert len(house.read_channel()[0].attachments) == int(is_nsfw)
