"""Two processes that listen to Discord under one token, and one that only posts there."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from adapters.discord.platform import DiscordPlatform
from adapters.discord.posting import open_discord_posting
from bot.job.announcer import Announcer
from bot.job.job import JobState
from bot.job.place_pace import PlacePaces
from tests.adapters.discord.house import DiscordHouse, open_house
from tests.adapters.discord.test_card_post import build_card
from tests.contracts.samples import NOON, build_rule
from tests.fakes.notifications import MemoryNotificationStore


class Claims:
    """Claims of two processes, and which of them asked."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.asked: list[str] = []

    def open_bot(self, house: DiscordHouse, process: str) -> AbstractAsyncContextManager[None]:
        """Let another process listen."""
        house.restart()

        async def claim(name: str) -> bool:
            self.asked.append(process)
            return self.owners.setdefault(name, process) == process

        return house.open_bot(claim=claim)


async def test_of_two_gateways_one_answers(tmp_path: Path) -> None:
    claims = Claims()
    async with open_house(tmp_path) as house, claims.open_bot(house, "left"), claims.open_bot(house, "right"):
        await house.discord.until(lambda: len(house.discord.gateway.sessions) == 2)
        await house.discord.ready()
        # Without a picture the bot has to say what it lacks, which is a message of its own.
        await house.discord.say(house.channel, house.anna, f"<@{house.discord.bot.id}> waves")
        await house.discord.until(lambda: len(claims.asked) == 2)

    assert sorted(claims.asked) == ["left", "right"]
    assert [message.author for message in house.read_channel()] == [house.anna, house.discord.bot]


async def test_a_process_without_a_gateway_posts(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_discord_posting(house.connection):
        platform = DiscordPlatform(house.connection, media=house.media, videos=house.videos)
        message_id = await platform.show_card(house.address, build_card(house), message_id=None)

    assert house.discord.message(int(message_id)) in house.read_channel()
    assert not house.discord.gateway.sessions


async def test_a_process_without_a_gateway_announces(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_discord_posting(house.connection):
        news = house.discord.add_channel(house.guild, "news")
        target = house.address.model_copy(update={"place": str(news.id)})
        rules, platforms = MemoryNotificationStore(), {"discord": house.platform}
        await rules.add(build_rule("r", source=target.model_copy(update={"place": ""}), target=target))
        job = house.keep_job(state=JobState.DONE, video=house.keep_video(), finished_at=NOON)
        await Announcer(rules=rules, platforms=platforms).announce(job, paces=PlacePaces(platforms))

    assert len(house.discord.messages(news.id)) == 1
    assert not house.discord.gateway.sessions
