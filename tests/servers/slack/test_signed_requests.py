"""Signed requests in the place of Socket Mode, to the real framework's web application."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.bare_bot import BotAccount, build_app, find_account, run_web_bot
from tests.servers.slack.courier import Patience
from tests.servers.slack.deliveries import DeliveryKind
from tests.servers.slack.records import Channel, Person, Workspace
from tests.servers.slack.server import LocalSlack, local_slack


async def test_event_is_told_and_acknowledged(server: LocalSlack, account: BotAccount, anna: Person) -> None:
    async with run_web_bot(build_app(account)) as server.app.request_url:
        server.open_home(anna)
        await server.settled()

    assert server.deliveries[0].is_acknowledged


async def test_command_comes_as_a_form_and_is_answered(
    server: LocalSlack, account: BotAccount, channel: Channel, anna: Person
) -> None:
    async def help_out(ack: AsyncAck, body: dict[str, Any], _client: AsyncWebClient) -> None:
        await ack(f"You wrote {body['text']}")

    async with run_web_bot(build_app(account, help_out)) as server.app.request_url:
        used = server.slash("/animate", "two words & more", person=anna, channel=channel)
        await used.over()

    assert [reply.text for reply in used.replies] == ["You wrote two words & more"]
    assert used.replies[0].viewer is anna


async def test_forged_signature_is_refused(server: LocalSlack, account: BotAccount) -> None:
    async with run_web_bot(build_app(account)) as server.app.request_url:
        forged = await server.requests.post(DeliveryKind.EVENT, {"type": "event_callback"}, secret=server.app.client_id)
        old = await server.requests.post(DeliveryKind.EVENT, {"type": "event_callback"}, age_seconds=301)

    assert (forged.status, old.status) == (401, 401)


async def test_address_proves_itself(server: LocalSlack, account: BotAccount) -> None:
    async with run_web_bot(build_app(account)) as server.app.request_url:
        assert await server.verify_request_url()


async def test_event_without_answer_comes_again_with_its_number() -> None:
    async with local_slack(patience=Patience(retry_seconds=(0, 0, 0))) as server:
        acme = server.add_workspace()
        server.app.request_url = "http://127.0.0.1:9/nobody"
        server.open_home(server.add_person(acme))
        await server.settled()

    (told,) = server.deliveries
    assert (told.attempts, told.failure) == (4, "connection_failed")


async def test_retry_says_why(server: LocalSlack, workspace: Workspace) -> None:
    seen: list[tuple[str, str]] = []
    app = build_app(find_account(server, workspace))

    @app.middleware
    async def note(req: Any, next: Any) -> None:  # noqa: A002, ANN401 - names and types of the framework
        seen.append((req.headers.get("x-slack-retry-num", [""])[0], req.headers.get("x-slack-retry-reason", [""])[0]))
        await next()

    async with run_web_bot(app) as server.app.request_url:
        delivery = server.open_home(server.add_person(workspace))
        await server.settled()
        assert delivery
        await server.courier.repeat(delivery, reason="http_timeout")

    assert seen == [("", ""), ("1", "http_timeout")]


async def test_click_without_answer_is_given_up(channel: Channel, anna: Person, server: LocalSlack) -> None:
    server.app.request_url = "http://127.0.0.1:9/nobody"

    used = server.slash("/animate", person=anna, channel=channel)
    await used.over()

    assert (used.attempts, used.failure) == (1, "connection_failed")
