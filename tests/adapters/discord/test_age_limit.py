"""Channels into which not only adults look."""

from pathlib import Path

import pytest

from adapters.discord.age_limit import check_age_limit
from adapters.discord.errors import NotAgeRestricted
from bot.job.job import ReplyAddress
from tests.adapters.discord.house import open_busy_house, open_house
from tests.servers.discord.routes import Route


@pytest.mark.parametrize("is_archived", [False, True])
async def test_a_thread_is_as_open_as_its_channel(tmp_path: Path, *, is_archived: bool) -> None:
    async with open_house(tmp_path) as house:
        late = house.discord.add_channel(house.guild, "late", is_nsfw=True)
        inside = house.discord.add_thread(late, is_archived=is_archived)
        outside = house.discord.add_thread(house.channel, is_archived=is_archived)
        async with house.run_bot():
            await check_age_limit(house.connection, house.address, channel_id=inside.id)

            with pytest.raises(NotAgeRestricted):
                await check_age_limit(house.connection, house.address, channel_id=outside.id)


async def test_direct_messages_have_no_age_limit(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        conversation = house.discord.add_direct_channel(house.anna)
        address = ReplyAddress(platform="discord", place=str(conversation.id))

        await check_age_limit(house.connection, address, channel_id=conversation.id)
    assert house.discord.calls_to(Route.CHANNEL) == []
