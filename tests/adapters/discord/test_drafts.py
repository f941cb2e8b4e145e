import aiohttp

from adapters.discord.drafts import Drafts
from adapters.discord.picture import ContentServer, DiscordPicture


async def test_the_oldest_drafts_are_forgotten_first() -> None:
    drafts = Drafts(most=2)
    async with aiohttp.ClientSession() as session:
        picture = DiscordPicture(name="day.png", url="", server=ContentServer(session=session))
    for name in ("a", "b", "c"):
        drafts.keep(name, [picture])

    assert [bool(drafts.find(name)) for name in ("a", "b", "c")] == [False, True, True]
