"""Commands, shortcuts, clicks and forms, with triggers and response addresses."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.bare_bot import BotAccount, build_app, run_socket_bot
from tests.servers.slack.conftest import Asker
from tests.servers.slack.deliveries import TRIGGER_SECONDS, Delivery
from tests.servers.slack.fields import NotOffered
from tests.servers.slack.records import Channel, Json, Message, Person, Upload, View
from tests.servers.slack.server import LocalSlack

LABEL: Json = {"type": "plain_text", "text": "Words"}
OPTIONS: list[Json] = [{"text": LABEL, "value": value} for value in ("5", "10")]
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": LABEL,
    "submit": LABEL,
    "private_metadata": "kept",
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": LABEL,
            "element": {"type": "plain_text_input", "action_id": "prompt", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "length",
            "label": LABEL,
            "dispatch_action": True,
            "element": {
                "type": "static_select",
                "action_id": "seconds",
                "options": OPTIONS,
                "initial_option": OPTIONS[0],
            },
        },
        {
            "type": "input",
            "block_id": "picture",
            "optional": True,
            "label": LABEL,
            "element": {"type": "file_input", "action_id": "image", "filetypes": ["png"], "max_files": 1},
        },
    ],
}
CARD: list[Json] = [
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "stop", "text": LABEL, "value": "job-1"}],
    }
]


async def open_form(server: LocalSlack, ask: Asker, anna: Person) -> View:
    used = server.use_global_shortcut("animate", person=anna)
    await ask("views.open", trigger_id=used.payload["trigger_id"], view=FORM)
    return used.views[0]


async def post_card(server: LocalSlack, ask: Asker, channel: Channel) -> Message:
    await ask.post(channel, "card", blocks=CARD)
    return server.messages(channel)[-1]


async def test_trigger_opens_one_view(server: LocalSlack, ask: Asker, anna: Person) -> None:
    used = server.use_global_shortcut("animate", person=anna)
    trigger_id = used.payload["trigger_id"]

    first = await ask("views.open", trigger_id=trigger_id, view=FORM)
    second = await ask("views.open", trigger_id=trigger_id, view=FORM)

    assert first["view"]["private_metadata"] == "kept"
    assert second["error"] == "exchanged_trigger_id"


async def test_trigger_is_soon_too_old(server: LocalSlack, ask: Asker, anna: Person) -> None:
    used = server.use_global_shortcut("animate", person=anna)
    server.clock.advance(TRIGGER_SECONDS + 0.1)

    answer = await ask("views.open", trigger_id=used.payload["trigger_id"], view=FORM)

    assert answer["error"] == "expired_trigger_id"


async def test_trigger_of_another_workspace_is_worthless(server: LocalSlack, ask: Asker) -> None:
    stranger = server.add_person(server.add_workspace("Other"))
    used = server.use_global_shortcut("animate", person=stranger)

    answer = await ask("views.open", trigger_id=used.payload["trigger_id"], view=FORM)

    assert answer["error"] == "invalid_trigger_id"


async def test_message_shortcut_shows_the_files_of_the_message(
    server: LocalSlack, channel: Channel, anna: Person
) -> None:
    message = server.say(channel, anna, "look", files=[Upload(filename="day.png", content=b"x")])

    used = server.use_message_shortcut("animate", message, person=anna)

    assert [file["name"] for file in used.payload["message"]["files"]] == ["day.png"]
    assert used.payload["response_url"]


async def test_shortcuts_and_commands_are_those_of_the_manifest(
    server: LocalSlack, channel: Channel, anna: Person
) -> None:
    features = {"slash_commands": [{"command": "/animate"}], "shortcuts": [{"callback_id": "animate"}]}
    server.apply_manifest({"features": features})

    with pytest.raises(NotOffered):
        server.slash("/draw", person=anna, channel=channel)
    with pytest.raises(NotOffered):
        server.use_global_shortcut("draw", person=anna)


async def test_click_tells_which_button_of_which_message(
    server: LocalSlack, ask: Asker, channel: Channel, anna: Person
) -> None:
    card = await post_card(server, ask, channel)

    used = server.click(card, "stop", person=anna)

    assert used.payload["actions"][0]["value"] == "job-1"
    assert used.payload["container"]["message_ts"] == card.ts


async def test_button_that_is_not_there_cannot_be_pressed(
    server: LocalSlack, ask: Asker, channel: Channel, anna: Person
) -> None:
    card = await post_card(server, ask, channel)

    with pytest.raises(NotOffered):
        server.click(card, "go", person=anna)


async def test_message_of_another_person_cannot_be_clicked(
    server: LocalSlack, ask: Asker, channel: Channel, anna: Person
) -> None:
    bob = server.add_person(channel.workspace, "Bob")
    await ask("chat.postEphemeral", channel=channel.id, user=anna.id, text="psst", blocks=CARD)

    with pytest.raises(NotOffered):
        server.click(server.messages(channel)[0], "stop", person=bob)


async def respond(used: Delivery, **body: object) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(used.payload["response_url"], json=body) as response,
    ):
        return response.status


async def test_response_address_answers_without_membership(server: LocalSlack, channel: Channel, anna: Person) -> None:
    server.kick(channel)
    used = server.slash("/animate", person=anna, channel=channel)

    assert await respond(used, text="psst") == 200
    assert (used.replies[0].text, used.replies[0].viewer) == ("psst", anna)


async def test_response_address_works_five_times(server: LocalSlack, channel: Channel, anna: Person) -> None:
    used = server.slash("/animate", person=anna, channel=channel)

    statuses = [await respond(used, text="x", response_type="in_channel") for _ in range(6)]

    assert statuses == [200] * 5 + [404]


async def test_response_address_works_half_an_hour(server: LocalSlack, channel: Channel, anna: Person) -> None:
    used = server.slash("/animate", person=anna, channel=channel)
    server.clock.advance(30 * 60 + 1)

    assert await respond(used, text="x") == 404


async def test_response_address_changes_and_deletes_what_was_clicked(
    server: LocalSlack, ask: Asker, channel: Channel, anna: Person
) -> None:
    await ask("chat.postEphemeral", channel=channel.id, user=anna.id, text="psst", blocks=CARD)
    shown = server.messages(channel)[0]
    used = server.click(shown, "stop", person=anna)

    await respond(used, text="stopped", replace_original=True)
    after_change = shown.text
    await respond(used, delete_original=True)

    assert after_change == "stopped"
    assert server.messages(channel) == []


async def test_form_is_sent_with_what_was_filled_in(server: LocalSlack, ask: Asker, anna: Person) -> None:
    view = await open_form(server, ask, anna)

    sent = server.submit(view, {"prompt": "waves", "image": [Upload(filename="day.png", content=b"x")]})

    values = sent.payload["view"]["state"]["values"]
    assert values["words"]["prompt"]["value"] == "waves"
    assert values["length"]["seconds"]["selected_option"]["value"] == "5"
    assert values["picture"]["image"]["files"][0]["url_private_download"]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"prompt": "x" * 21},
        {"prompt": "x", "seconds": "7"},
        {"prompt": "x", "image": [Upload(filename="a.pdf", content=b"x")]},
        {"prompt": "x", "image": [Upload(filename="a.png", content=b"x")] * 2},
        {"prompt": "x", "tempo": "slow"},
    ],
)
async def test_client_does_not_send_what_it_refuses(
    server: LocalSlack, ask: Asker, anna: Person, values: dict[str, Any]
) -> None:
    view = await open_form(server, ask, anna)

    with pytest.raises(NotOffered):
        server.submit(view, values)


def answering(response: Json) -> Any:  # noqa: ANN401 - a listener of the framework
    async def answer(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        if body.get("type") == "shortcut":
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack(**response if body.get("type") == "view_submission" else {})

    return answer


async def submit_to(server: LocalSlack, app: AsyncApp, account: BotAccount, anna: Person) -> Delivery:
    """Open the form with a running bot, send it and wait for the answer."""
    async with run_socket_bot(account, app):
        used = server.use_global_shortcut("animate", person=anna)
        await used.over()
        sent = server.submit(used.views[0], {"prompt": "waves"})
        await sent.over()
    return sent


async def test_errors_stand_beside_their_fields(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    response = {"response_action": "errors", "errors": {"words": "Too short"}}

    sent = await submit_to(server, build_app(account, answering(response)), account, anna)

    assert sent.view
    assert (sent.errors, sent.view.errors, sent.view.is_open) == ({"words": "Too short"},) * 2 + (True,)
    assert sent.view.values["words"]["prompt"]["value"] == "waves"


async def test_errors_of_unknown_fields_are_written_down(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    response = {"response_action": "errors", "errors": {"elsewhere": "Too short"}}

    await submit_to(server, build_app(account, answering(response)), account, anna)

    assert server.violations
    server.violations.clear()


async def test_form_becomes_another(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    response = {"response_action": "update", "view": FORM | {"private_metadata": "second"}}

    sent = await submit_to(server, build_app(account, answering(response)), account, anna)

    assert sent.view
    assert (sent.view.is_open, sent.view.payload["private_metadata"]) == (True, "second")


@pytest.mark.parametrize("response", [{}, {"response_action": "clear"}])
async def test_form_closes(server: LocalSlack, account: BotAccount, anna: Person, response: Json) -> None:
    sent = await submit_to(server, build_app(account, answering(response)), account, anna)

    assert sent.view
    assert not sent.view.is_open


async def test_changed_field_is_told_and_the_form_updated(server: LocalSlack, ask: Asker, anna: Person) -> None:
    view = await open_form(server, ask, anna)
    server.fill(view, {"prompt": "waves"})

    told = server.act_in_view(view, "seconds", "10")
    answer = await ask("views.update", view_id=view.id, hash=view.hash, view=FORM | {"submit": LABEL})

    assert told.payload["actions"][0]["selected_option"]["value"] == "10"
    assert answer["ok"]
    assert view.values["words"]["prompt"]["value"] == "waves"


async def test_old_hash_is_a_conflict(server: LocalSlack, ask: Asker, anna: Person) -> None:
    view = await open_form(server, ask, anna)

    answer = await ask("views.update", view_id=view.id, hash="1.old", view=FORM)

    assert answer["error"] == "hash_conflict"


async def test_closed_form_is_not_found(server: LocalSlack, ask: Asker, anna: Person) -> None:
    view = await open_form(server, ask, anna)
    server.close(view)

    assert (await ask("views.update", view_id=view.id, view=FORM))["error"] == "not_found"


async def test_closing_is_told_when_asked_for(server: LocalSlack, ask: Asker, anna: Person) -> None:
    used = server.use_global_shortcut("animate", person=anna)
    await ask("views.open", trigger_id=used.payload["trigger_id"], view=FORM | {"notify_on_close": True})

    told = server.close(used.views[0])

    assert told
    assert told.payload["type"] == "view_closed"


async def test_fourth_view_is_one_too_many(server: LocalSlack, ask: Asker, anna: Person) -> None:
    view, answers = await open_form(server, ask, anna), []
    for _ in range(3):
        used = server.act_in_view(view, "seconds", "5")
        answers.append(await ask("views.push", trigger_id=used.payload["trigger_id"], view=FORM))
        view = used.views[0] if used.views else view

    assert [answer.get("error") for answer in answers] == [None, None, "push_limit_reached"]


async def test_home_is_shown_to_one_person(server: LocalSlack, ask: Asker, anna: Person) -> None:
    home = {"type": "home", "blocks": [{"type": "header", "text": LABEL}, *CARD]}

    await ask("views.publish", user_id=anna.id, view=home)

    shown = server.home(anna)
    assert shown
    assert shown.words == "Words\nWords"
    assert server.act_in_view(shown, "stop").payload["view"]["type"] == "home"


async def test_home_that_is_switched_off_is_refused(server: LocalSlack, ask: Asker, anna: Person) -> None:
    server.app.has_home = False

    answer = await ask("views.publish", user_id=anna.id, view={"type": "home", "blocks": []})

    assert answer["error"] == "not_enabled"
