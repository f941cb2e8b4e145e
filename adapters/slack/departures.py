"""Workspaces and organisations that leave: what is deleted when tokens are revoked or the app is taken out."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.workspace import find_workspace

logger = logging.getLogger(__name__)

#: Forgets everything of a workspace that no longer has the app.
ForgetWorkspace: TypeAlias = Callable[[str], Awaitable[None]]


class TokenMemory(Protocol):
    """Remembers tokens for a while."""

    def forget_all(self) -> None:
        """Trust no token any longer without looking."""


class TokenVault(Protocol):
    """Keeps tokens."""

    async def forget_team(self, team_id: str) -> None:
        """Delete every token of a workspace."""

    async def forget_organisation(self, enterprise_id: str) -> None:
        """Delete every token that an organisation gave; which workspaces it has stays known."""

    async def list_adopted(self, enterprise_id: str) -> Sequence[str]:
        """Return the workspaces for which an organisation speaks, as far as we have met them."""

    async def release_team(self, team_id: str) -> bool:
        """Forget that an organisation speaks for a workspace; return whether nothing is left that does."""


@dataclass(frozen=True, kw_only=True)
class Departures:
    """Sees whoever leaves to the door; without a vault there is one token, which stands in the settings."""

    vault: TokenVault | None
    memory: TokenMemory | None
    forget: ForgetWorkspace

    def listen(self, app: AsyncApp) -> None:
        """Have `app` tell who leaves."""
        app.event("tokens_revoked")(self._on_revoked)
        app.event("app_uninstalled")(self._on_uninstalled)
        app.event("team_access_revoked")(self._on_workspaces_taken_out)

    async def _on_revoked(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        # Tokens of people are none of ours.
        if body.get("event", {}).get("tokens", {}).get("bot"):
            logger.info("The bot's token was revoked")
            await self._drop_tokens(body, context)

    async def _on_uninstalled(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        logger.info("The app was taken out")
        await self._drop_tokens(body, context)
        organisation = _find_organisation(body, context)
        if organisation is None:
            await self.forget(find_workspace(body) or "")
        elif self.vault is not None:
            await self._let_go(await self.vault.list_adopted(organisation))

    async def _on_workspaces_taken_out(self, body: dict[str, Any]) -> None:
        """Forget workspaces from which their organisation took the app, while it keeps it in others."""
        await self._let_go([str(team_id) for team_id in body.get("event", {}).get("team_ids") or ()])

    async def _drop_tokens(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        if self.memory is not None:
            self.memory.forget_all()
        if self.vault is None:
            return
        organisation = _find_organisation(body, context)
        if organisation is not None:
            await self.vault.forget_organisation(organisation)
        else:
            await self.vault.forget_team(find_workspace(body) or "")

    async def _let_go(self, team_ids: Sequence[str]) -> None:
        for team_id in team_ids:
            # A workspace that also installed the app by itself goes on with that.
            if self.vault is None or await self.vault.release_team(team_id):
                await self.forget(team_id)
        if self.memory is not None:
            self.memory.forget_all()


def _find_organisation(body: dict[str, Any], context: AsyncBoltContext) -> str | None:
    """Return the organisation that something concerns as a whole, or None where it concerns one workspace."""
    if context.is_enterprise_install or find_workspace(body) is None:
        return context.enterprise_id
    return None
