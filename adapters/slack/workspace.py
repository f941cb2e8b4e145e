"""Which workspace and which organisation something came from, where the library would not know it.

An organisation that installed the app for all its workspaces speaks to us as a whole, and then the workspace does not
stand where it does otherwise.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest

_WORKSPACE = "T"


def settle_workspace(request: AsyncBoltRequest) -> None:
    """Have the library take a request for one of the workspace in which something was done."""
    team_id = request.context.team_id or ""
    if not is_workspace(team_id):
        request.context["team_id"] = find_workspace(request.body)


def find_workspace(body: Mapping[str, Any]) -> str | None:
    """Return the workspace's id, or None where something concerns a whole organisation."""
    return next((team_id for team_id in _list_mentions(body) if is_workspace(team_id)), None)


def is_workspace(team_id: str) -> bool:
    """Tell whether an id is one of a workspace; those of organisations look different."""
    return team_id.startswith(_WORKSPACE)


def _list_mentions(body: Mapping[str, Any]) -> Iterator[str]:
    yield str(body.get("team_id") or "")
    for name, key in (("team", "id"), ("user", "team_id"), ("view", "team_id"), ("event", "team")):
        value = body.get(name)
        if isinstance(value, Mapping):
            yield str(value.get(key) or "")
