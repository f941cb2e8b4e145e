"""The life of an interaction: who may answer it, when, and where the answer goes."""

import pytest

from tests.servers.discord.bare_bot import ANIMATE, MENU, BareBot, run_bot, think
from tests.servers.discord.commands import replace_commands
from tests.servers.discord.conftest import Asker
from tests.servers.discord.interactions import ANSWER_SECONDS
from tests.servers.discord.permissions import EVERYONE, Permission
from tests.servers.discord.records import (
    CallbackType,
    Channel,
    ChannelType,
    Guild,
    Interaction,
    MessageFlag,
    Upload,
    User,
)
from tests.servers.discord.server import LocalDiscord

ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
MODAL = {
    "custom_id": "form",
    "title": "Animate",
    "components": [
        {"type": 18, "label": "Prompt", "component": {"type": 4, "style": 2, "custom_id": "prompt", "value": "old"}},
        {"type": 18, "label": "Image", "component": {"type": 19, "custom_id": "image", "required": False}},
    ],
}


@pytest.fixture(autouse=True)
def commands(server: LocalDiscord) -> None:
    replace_commands(server.world, None, [ANIMATE, MENU])


@pytest.fixture
async def interaction(server: LocalDiscord, channel: Channel, anna: User) -> Interaction:
    return await server.slash("animate", {"prompt": "waves"}, user=anna, channel=channel)


async def test_answer_tells_the_id_of_the_message(ask: Asker, interaction: Interaction) -> None:
    answer = await ask.answer(interaction, CallbackType.DEFERRED_MESSAGE)

    assert interaction.response
    assert answer.body["interaction"]["response_message_id"] == str(interaction.response.id)
    assert answer.body["interaction"]["response_message_loading"] is True


async def test_answer_that_comes_too_late_is_refused(
    server: LocalDiscord, ask: Asker, interaction: Interaction
) -> None:
    server.clock.advance(ANSWER_SECONDS + 0.1)
    answer = await ask.answer(interaction, CallbackType.DEFERRED_MESSAGE)

    assert (answer.status, answer.code) == (404, 10062)


async def test_second_answer_is_refused(ask: Asker, interaction: Interaction) -> None:
    await ask.answer(interaction, CallbackType.DEFERRED_MESSAGE)
    answer = await ask.answer(interaction, CallbackType.DEFERRED_MESSAGE)

    assert (answer.status, answer.code) == (400, 40060)


async def test_token_dies_after_fifteen_minutes(server: LocalDiscord, ask: Asker, interaction: Interaction) -> None:
    await ask.answer(interaction, CallbackType.DEFERRED_MESSAGE)
    server.clock.advance(15 * 60 + 1)
    answer = await ask("PATCH", f"{_webhook(server, interaction)}/messages/@original", {"content": "late"})

    assert (answer.status, answer.code) == (401, 50027)


async def test_webhook_is_unknown_before_the_first_answer(
    server: LocalDiscord, ask: Asker, interaction: Interaction
) -> None:
    answer = await ask("POST", _webhook(server, interaction), {"content": "early"})

    assert (answer.status, answer.code) == (404, 10015)


async def test_first_followup_fills_the_deferred_answer(
    server: LocalDiscord, ask: Asker, interaction: Interaction
) -> None:
    await ask.answer(interaction, CallbackType.DEFERRED_MESSAGE)
    await ask("POST", _webhook(server, interaction), {"content": "done"})

    assert [message.text for message in interaction.answers] == ["done"]
    assert not interaction.answers[0].is_loading


async def test_public_answer_can_be_edited_with_the_token_of_the_bot(
    ask: Asker, channel: Channel, interaction: Interaction
) -> None:
    await ask.answer(interaction, CallbackType.MESSAGE, {"content": "card"})
    assert interaction.response
    answer = await ask("PATCH", f"/channels/{channel.id}/messages/{interaction.response.id}", {"content": "new"})

    assert answer.status == 200
    assert interaction.response.text == "new"


async def test_hidden_answer_is_unknown_to_the_token_of_the_bot(
    ask: Asker, channel: Channel, interaction: Interaction
) -> None:
    await ask.answer(interaction, CallbackType.MESSAGE, {"content": "card", "flags": int(MessageFlag.EPHEMERAL)})
    assert interaction.response
    answer = await ask("PATCH", f"/channels/{channel.id}/messages/{interaction.response.id}", {"content": "new"})

    assert (answer.status, answer.code) == (404, 10008)
    assert interaction.response.viewer is interaction.user


async def test_public_answer_stays_public(server: LocalDiscord, ask: Asker, interaction: Interaction) -> None:
    await ask.answer(interaction, CallbackType.DEFERRED_MESSAGE)
    change = {"content": "x", "flags": int(MessageFlag.EPHEMERAL)}
    await ask("PATCH", f"{_webhook(server, interaction)}/messages/@original", change)

    assert interaction.response
    assert not interaction.response.is_ephemeral


@pytest.mark.parametrize("place", ["thread", "post", "direct", "group", "foreign", "restricted"])
async def test_real_client_understands_commands_from_everywhere(
    server: LocalDiscord, guild: Guild, channel: Channel, place: str
) -> None:
    anna = server.add_member(guild, "Anna")
    anna.installed_app = place in {"group", "foreign"}
    foreign = server.add_guild("Foreign", has_bot=False)
    server.add_member(foreign, anna)
    places = {
        "thread": server.add_thread(channel),
        "post": server.add_thread(server.add_channel(guild, "ideas", type_=ChannelType.FORUM)),
        "direct": server.add_direct_channel(anna),
        "group": server.add_private_channel(anna, server.add_user("Ben")),
        "foreign": server.add_channel(foreign),
        "restricted": server.add_channel(guild, "nsfw", is_nsfw=True),
    }
    async with run_bot(server, BareBot(think)) as bot:
        used = await server.slash("animate", {"prompt": "x"}, user=anna, channel=places[place])
        await server.until(lambda: used.response)

    assert bot.interactions[0].channel_id == places[place].id
    assert bot.interactions[0].is_user_integration() == anna.installed_app


async def test_command_is_not_offered_everywhere(server: LocalDiscord, anna: User) -> None:
    replace_commands(server.world, None, [ANIMATE | {"contexts": [0]}])

    with pytest.raises(LookupError, match="contexts"):
        await server.slash("animate", {"prompt": "x"}, user=anna, channel=server.add_direct_channel(anna))


async def test_button_changes_its_message(server: LocalDiscord, ask: Asker, channel: Channel, anna: User) -> None:
    await ask.post(channel, {"content": "card", "components": [ROW]})
    card = server.messages(channel.id)[0]
    clicked = await server.click(card.id, "go", user=anna)
    await ask.answer(clicked, CallbackType.UPDATE, {"content": "gone", "components": []})

    assert card.text == "gone"
    assert [edit.text for edit in server.edits(card.id)] == ["card", "gone"]


async def test_button_can_be_answered_with_a_reply(
    server: LocalDiscord, ask: Asker, channel: Channel, anna: User
) -> None:
    await ask.post(channel, {"content": "card", "components": [ROW]})
    card = server.messages(channel.id)[0]
    clicked = await server.click(card.id, "go", user=anna)
    await ask.answer(clicked, CallbackType.MESSAGE, {"content": "no"})

    assert clicked.response
    assert clicked.response.reference is card


async def test_button_that_is_not_there_cannot_be_pressed(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    await ask.post(channel, {"content": "card"})

    with pytest.raises(LookupError, match="nothing named 'go'"):
        await server.click(server.messages(channel.id)[0].id, "go", user=server.bot)


async def test_command_cannot_change_a_message(ask: Asker, interaction: Interaction) -> None:
    answer = await ask.answer(interaction, CallbackType.UPDATE, {"content": "x"})

    assert (answer.status, answer.code) == (400, 50035)
    assert not interaction.is_acknowledged


async def test_form_comes_back_filled_in(server: LocalDiscord, ask: Asker, channel: Channel, anna: User) -> None:
    message = await server.say(channel, anna, "", [Upload(filename="a.png", content=b"a")])
    chosen = await server.message_command("Animate this image", message, user=anna)
    await ask.answer(chosen, CallbackType.MODAL, MODAL)
    sent = await server.submit_modal(chosen, {"image": [Upload(filename="b.png", content=b"b")]})

    prompt, image = (row["component"] for row in sent.data["components"])
    assert prompt["value"] == "old"
    assert sent.data["resolved"]["attachments"][image["values"][0]]["filename"] == "b.png"


async def test_form_cannot_be_answered_with_a_form(ask: Asker, server: LocalDiscord, interaction: Interaction) -> None:
    await ask.answer(interaction, CallbackType.MODAL, MODAL)
    sent = await server.submit_modal(interaction, {})
    answer = await ask.answer(sent, CallbackType.MODAL, MODAL)

    assert answer.code == 50035


async def test_app_of_one_person_may_follow_up_five_times(server: LocalDiscord, ask: Asker) -> None:
    anna = server.add_user("Anna", installed_app=True)
    used = await server.slash("animate", {"prompt": "x"}, user=anna, channel=server.add_private_channel(anna))
    await ask.answer(used, CallbackType.MESSAGE, {"content": "card"})
    answers = [await ask("POST", _webhook(server, used), {"content": "x"}) for _ in range(6)]

    assert [answer.status for answer in answers] == [200] * 5 + [400]
    assert answers[5].code == 40094


async def test_server_can_hide_the_answers_of_foreign_apps(server: LocalDiscord, ask: Asker) -> None:
    foreign = server.add_guild("Foreign", has_bot=False)
    foreign.everyone.permissions = EVERYONE & ~Permission.USE_EXTERNAL_APPS
    anna = server.add_member(foreign, "Anna")
    used = await server.slash("animate", {"prompt": "x"}, user=anna, channel=server.add_channel(foreign))
    await ask.answer(used, CallbackType.MESSAGE, {"content": "card"})

    assert used.response
    assert used.response.is_ephemeral


async def test_paid_account_may_send_larger_files_through_its_interactions(
    server: LocalDiscord, ask: Asker, channel: Channel
) -> None:
    assert channel.guild
    channel.guild.upload_limit_bytes = 10
    rich = server.add_member(channel.guild, "Rich", upload_limit_bytes=100)
    used = await server.slash("animate", {"prompt": "x"}, user=rich, channel=channel)
    await ask.answer(used, CallbackType.DEFERRED_MESSAGE)
    through_token = await ask("POST", _webhook(server, used), {}, a_mp4=b"x" * 50)
    through_bot = await ask.post(channel, {}, a_mp4=b"x" * 50)

    assert [through_token.status, through_bot.status] == [200, 413]


def _webhook(server: LocalDiscord, interaction: Interaction) -> str:
    return f"/webhooks/{server.application_id}/{interaction.token}"
