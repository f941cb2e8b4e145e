"""The gateway, with the real client library and with bare websockets."""

import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest

from tests.servers.discord.bare_bot import BareBot, run_bot, think
from tests.servers.discord.intents import Intent
from tests.servers.discord.records import Channel, Guild, Upload, User
from tests.servers.discord.server import LocalDiscord
from tests.servers.discord.sessions import Op

IDENTIFY = {"intents": 1, "properties": {"os": "linux", "browser": "x", "device": "x"}}
FOREIGN = IDENTIFY | {"token": "wrong"}


async def test_real_client_logs_in_and_knows_the_servers(server: LocalDiscord, channel: Channel) -> None:
    async with run_bot(server, BareBot()) as bot:
        assert [guild.id for guild in bot.guilds] == [channel.guild.id if channel.guild else 0]
        assert bot.get_channel(channel.id)


async def test_real_client_hears_and_answers_a_command(server: LocalDiscord, channel: Channel, anna: User) -> None:
    async with run_bot(server, BareBot(think)):
        interaction = await server.slash("animate", {"prompt": "waves"}, user=anna, channel=channel)
        await server.until(lambda: interaction.is_acknowledged)

    assert interaction.response
    assert interaction.response.is_loading


@pytest.mark.parametrize("breakdown", ["op 7", "op 9", "close 4000", "close 1000", "cut"])
async def test_client_resumes_and_hears_what_it_missed(
    server: LocalDiscord, channel: Channel, anna: User, breakdown: str
) -> None:
    gateway = server.gateway
    async with run_bot(server, BareBot(think)):
        if breakdown == "op 7":
            await gateway.ask_to_reconnect()
        elif breakdown == "op 9":
            await gateway.invalidate(is_resumable=True)
        elif breakdown == "cut":
            gateway.drop()
        else:
            await gateway.close(int(breakdown.split()[1]))
        interaction = await server.slash("animate", {"prompt": "waves"}, user=anna, channel=channel)
        await server.until(lambda: interaction.is_acknowledged)

        await server.until(lambda: gateway.resumes)
        assert len(gateway.identifies) == 1


async def test_client_begins_anew_when_the_session_is_lost(server: LocalDiscord) -> None:
    async with run_bot(server, BareBot()):
        await server.gateway.invalidate(is_resumable=False)
        await server.until(lambda: len(server.gateway.identifies) == 2)

        await server.ready()


async def test_client_begins_anew_when_the_server_has_forgotten_it(server: LocalDiscord) -> None:
    async with run_bot(server, BareBot()):
        server.gateway.forget_sessions()
        server.gateway.drop()
        await server.until(lambda: len(server.gateway.identifies) == 2)

        assert len(server.gateway.resumes) == 1


async def test_client_leaves_a_gateway_that_no_longer_answers_its_heartbeats(server: LocalDiscord) -> None:
    server.gateway.heartbeat_ms = 20
    server.gateway.acks_heartbeats = False
    async with run_bot(server, BareBot(heartbeat_timeout_seconds=0.05)):
        await server.until(lambda: server.gateway.resumes)
        server.gateway.acks_heartbeats = True
        server.gateway.heartbeat_ms = 60_000

        await server.ready()


async def test_bot_without_the_right_intent_is_sent_away(server: LocalDiscord) -> None:
    bot = BareBot(intents=discord.Intents.all())
    with server.install_into_client_library():
        async with bot:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await bot.start(server.token)


async def test_words_of_others_are_hidden_unless_the_bot_is_called(
    server: LocalDiscord, channel: Channel, anna: User
) -> None:
    async with run_bot(server, BareBot()) as bot:
        await server.say(channel, anna, "secret", [Upload(filename="a.png", content=b"a")])
        await server.say(channel, anna, f"<@{server.bot.id}> look")
        await server.until(lambda: len(bot.heard) == 2)

    assert [message.content for message in bot.heard] == ["", f"<@{server.bot.id}> look"]
    assert bot.heard[0].attachments == []


async def test_reply_to_the_bot_calls_it(server: LocalDiscord, channel: Channel, anna: User) -> None:
    async with run_bot(server, BareBot()) as bot:
        origin = await server.say(channel, server.bot, "Your video")
        await server.say(channel, anna, "slower please", reply_to=origin)
        await server.until(lambda: len(bot.heard) == 2)

    assert bot.heard[1].content == "slower please"
    assert bot.heard[1].reference
    assert bot.heard[1].reference.message_id == origin.id


async def test_reply_to_the_answer_of_a_command_does_not_call_the_bot(
    server: LocalDiscord, channel: Channel, anna: User
) -> None:
    async with run_bot(server, BareBot(think)) as bot:
        interaction = await server.slash("animate", {"prompt": "x"}, user=anna, channel=channel)
        await server.until(lambda: interaction.response)
        await server.say(channel, anna, "slower please", reply_to=interaction.response)
        await server.until(lambda: len(bot.heard) == 2)

    assert bot.heard[1].content == ""


async def test_picture_of_another_stays_hidden_behind_a_reply_that_calls_the_bot(
    server: LocalDiscord, channel: Channel, anna: User
) -> None:
    origin = await server.say(channel, anna, "look", [Upload(filename="a.png", content=b"a")])
    async with run_bot(server, BareBot()) as bot:
        await server.say(channel, anna, f"<@{server.bot.id}> this", reply_to=origin)
        await server.until(lambda: bot.heard)
        shown = await bot.get_partial_messageable(channel.id).fetch_message(origin.id)

    reference = bot.heard[0].reference
    assert reference
    assert isinstance(reference.resolved, discord.Message)
    assert reference.resolved.attachments == shown.attachments == []


async def test_words_of_others_are_told_to_who_may_read_them(
    server: LocalDiscord, channel: Channel, anna: User
) -> None:
    server.world.privileged_intents = int(Intent.MESSAGE_CONTENT)
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    async with run_bot(server, BareBot(intents=intents)) as bot:
        await server.say(channel, anna, "hello")
        await server.until(lambda: bot.heard)

    assert bot.heard[0].content == "hello"


async def test_words_in_private_are_told(server: LocalDiscord, anna: User) -> None:
    async with run_bot(server, BareBot()) as bot:
        await server.say(server.add_direct_channel(anna), anna, "hello")
        await server.until(lambda: bot.heard)

    assert bot.heard[0].content == "hello"
    assert bot.heard[0].guild is None


async def test_forwarded_message_carries_its_files(server: LocalDiscord, channel: Channel, anna: User) -> None:
    origin = await server.say(channel, anna, "", [Upload(filename="a.png", content=b"a")])
    async with run_bot(server, BareBot()) as bot:
        await server.forward(origin, user=anna, channel=channel)
        await server.until(lambda: bot.heard)

    assert bot.heard[0].message_snapshots[0].attachments[0].filename == "a.png"


async def test_bot_learns_of_a_server_that_it_comes_into(server: LocalDiscord) -> None:
    async with run_bot(server, BareBot()) as bot:
        guild = server.add_guild("Late", has_bot=False)
        await server.invite(guild)
        await server.settled()

        assert bot.get_guild(guild.id)


async def test_each_shard_hears_of_its_servers_alone(
    server: LocalDiscord, guild: Guild, channel: Channel, anna: User
) -> None:
    home = (guild.id >> 22) % 2
    async with _listen(server, shard=[home, 2]) as near, _listen(server, shard=[1 - home, 2]) as far:
        await server.say(channel, anna, "hello")

        assert [event["t"] for event in server.gateway.sessions[near].events][-1] == "MESSAGE_CREATE"
        assert [event["t"] for event in server.gateway.sessions[far].events] == ["READY"]


@asynccontextmanager
async def _listen(server: LocalDiscord, **more: object) -> AsyncIterator[str]:
    """Identify, and give the id of the session."""
    intents = int(Intent.GUILDS | Intent.GUILD_MESSAGES)
    identify = IDENTIFY | {"token": server.token, "intents": intents} | more
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": Op.IDENTIFY, "d": identify})
        ready = await socket.receive_json()
        yield ready["d"]["session_id"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("no json", 4002),
        (json.dumps({"op": 1, "d": "x" * 4096}), 4002),
        (json.dumps({"op": 77, "d": None}), 4001),
        (json.dumps({"op": Op.PRESENCE, "d": {}}), 4003),
        (json.dumps({"op": Op.IDENTIFY, "d": FOREIGN}), 4004),
        (json.dumps({"op": Op.RESUME, "d": {"token": "wrong", "session_id": "x", "seq": 0}}), 4004),
    ],
)
async def test_gateway_hangs_up_with_the_documented_code(server: LocalDiscord, frame: str, code: int) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_str(frame)
        closing = await socket.receive()

    assert closing.data == code


@pytest.mark.parametrize(
    ("wish", "code"), [({"intents": 1 << 30}, 4013), ({"intents": 1 << 15}, 4014), ({"shard": [2, 2]}, 4010)]
)
async def test_gateway_refuses_impossible_wishes(server: LocalDiscord, wish: dict[str, object], code: int) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": Op.IDENTIFY, "d": IDENTIFY | {"token": server.token} | wish})
        closing = await socket.receive()

    assert closing.data == code


async def test_gateway_takes_a_hundred_and_twenty_messages_a_minute(server: LocalDiscord) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        await socket.receive_json()
        for _ in range(121):
            await socket.send_json({"op": Op.HEARTBEAT, "d": None})
        answers = [await socket.receive() for _ in range(121)]

    assert answers[-1].data == 4008


async def test_heartbeat_is_acknowledged(server: LocalDiscord) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": Op.HEARTBEAT, "d": None})
        answer = await socket.receive_json()

    assert answer["op"] == Op.HEARTBEAT_ACK


async def test_compressed_stream_shares_one_memory(server: LocalDiscord) -> None:
    inflater = zlib.decompressobj()
    address = server.gateway_url + "?compress=zlib-stream"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        first = json.loads(inflater.decompress(await socket.receive_bytes()))
        await socket.send_json({"op": Op.HEARTBEAT, "d": None})
        second = json.loads(inflater.decompress(await socket.receive_bytes()))

    assert [first["op"], second["op"]] == [Op.HELLO, Op.HEARTBEAT_ACK]


async def test_resuming_with_a_number_of_the_future_is_refused(server: LocalDiscord) -> None:
    client = aiohttp.ClientSession()
    async with _listen(server) as session_id, client, client.ws_connect(server.gateway_url) as socket:
        await socket.receive_json()
        resume = {"token": server.token, "session_id": session_id, "seq": 99}
        await socket.send_json({"op": Op.RESUME, "d": resume})
        closing = await socket.receive()

    assert closing.data == 4007


async def test_gateway_can_refuse_connections(server: LocalDiscord) -> None:
    server.gateway.refusals = 1
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(server.gateway_url)
