import aiohttp
import pytest

from adapters.discord.picture import ContentServer, DiscordPicture
from bot.errors import RequestRefused


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/day.png",
        "http://cdn.discordapp.com/day.png",
        "https://cdn.discordapp.com.evil.example/day.png",
        "https://cdn.discordapp.com@evil.example/day.png",
        "https://cdn.discordapp.com:8443/day.png",
        "file:///etc/passwd",
    ],
)
async def test_opens_nothing_but_discords_content_servers(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        picture = DiscordPicture(name="day.png", url=url, server=ContentServer(session=session))

        with pytest.raises(RequestRefused, match=r"`day\.png`"):
            _ = [chunk async for chunk in picture.read_chunks()]
