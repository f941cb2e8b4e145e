"""Where answers go, and that nothing begins where they could not."""

from pathlib import Path

from bot.job.job import ReplyAddress
from tests.adapters.discord.house import PICTURE, DiscordHouse, open_busy_house
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import Channel, ChannelType, Interaction, User


async def order_in(house: DiscordHouse, channel: Channel, *, user: User | None = None) -> Interaction:
    """Let somebody use the command in a channel, and wait until it was dealt with."""
    interaction = await house.discord.slash(
        "animate", {"prompt": "waves"}, user=user or house.anna, channel=channel, attachments={"first": PICTURE}
    )
    await house.discord.until(lambda: house.jobs.commands or _has_answer(interaction))
    return interaction


def _has_answer(interaction: Interaction) -> bool:
    return interaction.response is not None and not interaction.response.is_loading


async def test_a_thread_stands_in_its_channel(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        thread = house.discord.add_thread(house.channel)
        await order_in(house, thread)

    assert house.jobs.commands[0].address == house.address.model_copy(update={"thread": str(thread.id)})


async def test_a_post_in_a_forum_is_answered_there(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        forum = house.discord.add_channel(house.guild, "ideas", type_=ChannelType.FORUM)
        post = house.discord.add_thread(forum)
        await order_in(house, post)

    address = house.jobs.commands[0].address
    assert (address.place, address.thread) == (str(forum.id), str(post.id))


async def test_a_conversation_with_the_bot_is_answered_there(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        conversation = house.discord.add_direct_channel(house.anna)
        await order_in(house, conversation)

    assert house.jobs.commands[0].address == ReplyAddress(platform="discord", place=str(conversation.id))
    assert house.discord.messages(conversation.id) == []


async def test_missing_rights_lead_to_direct_messages_and_are_named(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        closed = house.discord.add_channel(house.guild, "art", bot_lacks=Permission.ATTACH_FILES)
        interaction = await order_in(house, closed)
        await house.discord.until(lambda: _has_answer(interaction))

    assert interaction.response is not None
    assert "An administrator can give me *Attach Files*" in interaction.response.text
    assert "Your video comes by direct message" in interaction.response.text
    assert house.jobs.commands[0].address.tenant == ""


async def test_what_is_only_wanted_is_not_demanded(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        lacks = Permission.READ_MESSAGE_HISTORY | Permission.EMBED_LINKS
        channel = house.discord.add_channel(house.guild, "art", bot_lacks=lacks)
        await order_in(house, channel)

    assert house.jobs.commands[0].address.place == str(channel.id)


async def test_threads_need_a_right_of_their_own(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        parent = house.discord.add_channel(house.guild, "art", bot_lacks=Permission.SEND_MESSAGES_IN_THREADS)
        interaction = await order_in(house, house.discord.add_thread(parent))
        await house.discord.until(lambda: _has_answer(interaction))

    assert interaction.response is not None
    assert "*Send Messages in Threads*" in interaction.response.text


async def test_an_app_of_ones_own_answers_by_direct_message(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        carl = house.discord.add_user("Carl", installed_app=True)
        conversation = house.discord.add_direct_channel(carl)
        group = house.discord.add_private_channel(carl, house.anna)
        interaction = await order_in(house, group, user=carl)
        await house.discord.until(lambda: _has_answer(interaction))

    assert house.jobs.commands[0].address == ReplyAddress(platform="discord", place=str(conversation.id))
    assert interaction.response is not None
    assert "I'm not a member here" in interaction.response.text


async def test_nothing_begins_where_no_way_is_open(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.anna.takes_direct_messages = False
        closed = house.discord.add_channel(house.guild, "art", bot_lacks=Permission.SEND_MESSAGES)
        interaction = await order_in(house, closed)

    assert interaction.response is not None
    assert "so I started nothing" in interaction.response.text
    assert house.jobs.commands == []
