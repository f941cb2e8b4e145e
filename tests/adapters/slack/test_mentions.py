"""Messages that speak to the bot."""

import pytest

from adapters.slack.mentions import read_words
from adapters.slack.posted import PostedMessage
from bot.errors import RequestRefused
from bot.job.command import StoredVideoFrame
from tests.adapters.slack.lobby import NIGHT, PICTURE, VIDEO, Lobby, open_busy_lobby, open_lobby
from tests.servers.slack.records import Channel, ChannelKind, FileAccess, Message, Upload


def call(lobby: Lobby, words: str) -> str:
    """Return words that name the bot."""
    assert lobby.acme.bot is not None
    return f"{lobby.acme.bot.mention} {words}"


def read_answers(lobby: Lobby, channel: Channel | None = None) -> list[Message]:
    """Return what the bot said."""
    return [one for one in lobby.slack.messages(channel or lobby.channel) if one.author.is_bot]


async def test_a_mention_with_a_picture_is_an_order_in_its_thread() -> None:
    async with open_busy_lobby() as lobby:
        message = lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves &amp; wind"), files=[PICTURE])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    command = lobby.jobs.commands[0]
    assert command.options == {"prompt": "waves & wind"}
    assert command.address == lobby.address(thread=message.ts)
    assert command.requester == lobby.requester
    assert lobby.jobs.received == {"day.png": PICTURE.content}


async def test_a_second_picture_is_where_the_video_ends() -> None:
    async with open_busy_lobby() as lobby:
        lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "dusk"), files=[PICTURE, NIGHT])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.received == {"day.png": PICTURE.content, "night.png": NIGHT.content}


async def test_a_mention_in_a_thread_answers_in_that_thread() -> None:
    async with open_busy_lobby() as lobby:
        root = lobby.slack.say(lobby.channel, lobby.anna, "our ideas")
        lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[PICTURE], thread=root)
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.commands[0].address == lobby.address(thread=root.ts)


async def test_a_direct_message_needs_no_mention_and_no_thread() -> None:
    async with open_busy_lobby() as lobby:
        conversation = lobby.slack.add_direct_channel(lobby.anna)
        lobby.slack.say(conversation, lobby.anna, "waves", files=[PICTURE])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.commands[0].address == lobby.address(channel=conversation)


async def test_other_messages_are_none_of_the_bots_business() -> None:
    async with open_lobby() as lobby:
        lobby.slack.app.events |= {"message.channels"}
        async with lobby.run_bot():
            lobby.slack.say(lobby.channel, lobby.anna, "our picnic", files=[PICTURE])
            lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[NIGHT])
            await lobby.slack.until(lambda: lobby.jobs.commands)
            await lobby.slack.settled()

    assert [command.options for command in lobby.jobs.commands] == [{"prompt": "waves"}]


async def test_a_message_that_is_told_of_twice_is_one_order_and_one_answer() -> None:
    async with open_lobby() as lobby:
        lobby.slack.app.events |= {"message.channels"}
        async with lobby.run_bot():
            lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "hello"))
            await lobby.slack.until(lambda: read_answers(lobby))
            (mention,) = lobby.slack.events("app_mention")
            await lobby.slack.courier.repeat(mention)
            lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[PICTURE])
            await lobby.slack.until(lambda: lobby.jobs.commands)

    assert len(read_answers(lobby)) == 1


async def test_a_repeated_order_is_the_same_event_after_a_restart() -> None:
    async with open_lobby() as lobby:
        async with lobby.run_bot():
            lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[PICTURE])
            await lobby.slack.until(lambda: lobby.jobs.commands)
        async with lobby.run_bot():
            await lobby.slack.courier.repeat(lobby.slack.events("app_mention")[0])
            await lobby.slack.until(lambda: len(lobby.jobs.commands) > 1)

    first, second = lobby.jobs.commands
    assert first.event_id == second.event_id


async def test_a_mention_without_a_picture_is_told_how() -> None:
    async with open_busy_lobby() as lobby:
        message = lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "hello"))
        await lobby.slack.until(lambda: read_answers(lobby))

    (answer,) = lobby.slack.replies(message)
    assert "Attach a picture" in answer.text


async def test_a_mention_in_the_thread_of_ones_video_continues_it() -> None:
    async with open_busy_lobby() as lobby:
        root = lobby.slack.say(lobby.channel, lobby.anna, "our ideas")
        job = lobby.keep_job(address=lobby.address(thread=root.ts), video=VIDEO)
        lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "it lands"), thread=root)
        await lobby.slack.until(lambda: lobby.jobs.commands)

    command = lobby.jobs.commands[0]
    assert command.first_frame == StoredVideoFrame(job_id=job.id)
    assert command.parent_id == job.id


async def test_words_under_a_card_continue_its_video_in_direct_messages_too() -> None:
    async with open_busy_lobby() as lobby:
        conversation = lobby.slack.add_direct_channel(lobby.anna)
        card = await lobby.post_button("form:more", channel=conversation)
        job = lobby.keep_job(
            address=lobby.address(channel=conversation),
            card_message_id=PostedMessage(channel_id=conversation.id, timestamp=card.ts).spell(),
            video=VIDEO,
        )
        lobby.slack.say(conversation, lobby.anna, "it lands", thread=card)
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.commands[0].first_frame == StoredVideoFrame(job_id=job.id)
    assert lobby.jobs.commands[0].address == lobby.address(channel=conversation, thread=card.ts)


async def test_a_mention_takes_the_picture_that_its_thread_began_with_where_it_may_look() -> None:
    async with open_lobby() as lobby:
        assert lobby.acme.grant is not None
        lobby.acme.grant.scopes += ("channels:history",)
        async with lobby.run_bot():
            root = lobby.slack.say(lobby.channel, lobby.anna, "our ship", files=[PICTURE])
            lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "it sails"), thread=root)
            await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.received == {"day.png": PICTURE.content}


async def test_a_file_that_is_no_picture_is_named() -> None:
    async with open_busy_lobby() as lobby:
        paper = Upload(filename="plan.pdf", content=b"%PDF-1.7", mimetype="application/pdf")
        lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[paper])
        await lobby.slack.until(lambda: read_answers(lobby))

    assert "`plan.pdf` is a PDF" in read_answers(lobby)[0].text


async def test_a_refusal_is_answered_with_peoples_words_escaped() -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = RequestRefused("No <!channel> here.")
        lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[PICTURE])
        await lobby.slack.until(lambda: read_answers(lobby))

    assert read_answers(lobby)[0].text == "No &lt;!channel&gt; here."


async def test_what_nobody_foresaw_is_told_with_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    async with open_busy_lobby() as lobby:
        lobby.jobs.fault = ArithmeticError("secret details")
        lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[PICTURE])
        await lobby.slack.until(lambda: read_answers(lobby))

    assert "Something broke on our side" in read_answers(lobby)[0].text
    assert "secret" not in read_answers(lobby)[0].text
    assert "could not be dealt with" in caplog.text


async def test_a_mention_where_only_people_may_write_is_answered_in_private() -> None:
    async with open_lobby() as lobby:
        lobby.channel.is_read_only = True
        async with lobby.run_bot():
            lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"))
            await lobby.slack.until(lambda: lobby.slack.direct_messages(lobby.anna))

    assert "Attach a picture" in lobby.slack.direct_messages(lobby.anna)[0].text


async def test_files_of_other_companies_are_asked_for() -> None:
    async with open_busy_lobby() as lobby:
        foreign = Upload(filename="ours.png", content=PICTURE.content, access=FileAccess.CHECK_INFO)
        lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[foreign])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert PICTURE.content in lobby.jobs.received.values()


async def test_a_private_channel_is_answered_in_as_well() -> None:
    async with open_busy_lobby() as lobby:
        secret = lobby.slack.add_channel(lobby.acme, "secret", kind=ChannelKind.PRIVATE, members=(lobby.anna,))
        message = lobby.slack.say(secret, lobby.anna, call(lobby, "waves"), files=[PICTURE])
        await lobby.slack.until(lambda: lobby.jobs.commands)

    assert lobby.jobs.commands[0].address == lobby.address(thread=message.ts, channel=secret)


async def test_a_bot_that_is_leaving_begins_nothing() -> None:
    async with open_busy_lobby() as lobby:
        await lobby.desk.running.drain(within_seconds=1)
        lobby.slack.say(lobby.channel, lobby.anna, call(lobby, "waves"), files=[PICTURE])
        await lobby.slack.until(lambda: read_answers(lobby))

    assert lobby.jobs.commands == []
    assert "nothing was charged" in read_answers(lobby)[0].text


@pytest.mark.parametrize(
    ("told", "typed"),
    [
        ("<@U1> see <https://x.org/a|x.org> &lt;3", "see https://x.org/a <3"),
        ("for <#C1|design> and <#C2>", "for #design and"),
        ("<!here> <!subteam^S1|@team> <mailto:a@b.org|a@b.org>", "@team a@b.org"),
        ("<@U1|anna> &amp;lt;", "&lt;"),
    ],
)
def test_words_are_read_as_they_were_typed(told: str, typed: str) -> None:
    assert read_words(told) == typed
