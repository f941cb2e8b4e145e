from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.slack.workspace import find_workspace, settle_workspace


@pytest.mark.parametrize(
    ("body", "team_id"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team": {"id": "T1"}}, "T1"),
        ({"team": None, "user": {"id": "U1", "team_id": "T1"}}, "T1"),
        ({"team": None, "user": {"id": "U1"}, "view": {"team_id": "T1"}}, "T1"),
        ({"team_id": "E1", "event": {"team": "T1"}}, "T1"),
        ({"team_id": None, "enterprise_id": "E1"}, None),
        ({"team_id": "E1"}, None),
        ({}, None),
    ],
)
def test_the_workspace_is_found_wherever_slack_puts_it(body: dict[str, Any], team_id: str | None) -> None:
    assert find_workspace(body) == team_id


def test_what_an_organisation_is_told_belongs_to_its_workspace() -> None:
    authorization = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}
    body = {"type": "event_callback", "team_id": "T1", "authorizations": [authorization]}
    request = AsyncBoltRequest(mode="socket_mode", body=body)
    settle_workspace(request)

    assert (request.context.enterprise_id, request.context.team_id) == ("E1", "T1")


def test_what_the_library_knows_stays() -> None:
    # In channels that companies share, the first is whose event it is, the second who installed the app.
    body = {"type": "event_callback", "team_id": "T1", "authorizations": [{"team_id": "T2"}]}
    request = AsyncBoltRequest(mode="socket_mode", body=body)
    settle_workspace(request)

    assert request.context.team_id == "T2"
