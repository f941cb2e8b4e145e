"""The vendor's documents catch what is wrong on either side."""

import pytest

from tests.servers.discord.conftest import Asker
from tests.servers.discord.records import Channel
from tests.servers.discord.routes import Route
from tests.servers.discord.server import LocalDiscord, local_discord
from tests.servers.discord.validation import SpecificationViolated, Validation, read_documents

pytestmark = pytest.mark.skipif(read_documents() is None, reason="the vendor's documents are not at hand")


async def test_wrong_request_is_refused_and_written_down(server: LocalDiscord, ask: Asker, channel: Channel) -> None:
    answer = await ask.post(channel, {"content": 5})

    assert answer.code == 50035
    assert server.violations
    server.violations.clear()


async def test_violation_fails_the_block() -> None:
    with pytest.raises(SpecificationViolated, match="READY"):
        async with local_discord() as server:
            server.validation.check_event("READY", {})


def test_wrong_answer_is_written_down() -> None:
    violations: list[str] = []
    Validation(violations).check_answer(Route.SELF, 200, {"id": "1"})

    assert violations


def test_undocumented_status_is_written_down() -> None:
    violations: list[str] = []
    Validation(violations).check_answer(Route.SELF, 201, {})

    assert violations == ["answer GET /users/@me: status 201 is not documented"]


def test_every_route_is_documented() -> None:
    documents = read_documents()

    assert documents
    paths = documents.openapi["paths"]
    assert [route for route in Route if route.method.lower() not in paths.get(route.path, {})] == []


def test_ids_may_be_numbers() -> None:
    violations: list[str] = []
    body = {"attachments": [{"id": 0, "filename": "a.png"}], "message_reference": {"message_id": 2**60}}

    assert Validation(violations).check_request(Route.CREATE_MESSAGE, body) == []


def test_nothing_is_checked_without_documents() -> None:
    violations: list[str] = []
    Validation(violations, documents=None).check_answer(Route.SELF, 200, {})

    assert violations == []
