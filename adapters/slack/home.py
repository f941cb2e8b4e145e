"""The Home tab: how to begin, what is left to spend, and one's own videos."""

import logging
from collections.abc import Sequence
from typing import Any

from adapters.slack.buttons import build_open_button
from adapters.slack.desk import Desk
from adapters.slack.errors import calling_slack
from adapters.slack.job_list import draw_jobs
from adapters.slack.occasion import Occasion
from adapters.slack.people import People
from adapters.slack.places import locate
from adapters.slack.text import escape_text
from bot.errors import BotError
from bot.messages import slack as sentences

logger = logging.getLogger(__name__)


class Home:
    """Publishes Home tabs, each when its person opens it or does something in it."""

    def __init__(self, desk: Desk, *, people: People) -> None:
        """Ask `desk`."""
        self._desk = desk
        self._people = people

    async def publish_quietly(self, occasion: Occasion) -> None:
        """Show a person their own things; what goes wrong is only logged, because nobody asked in words."""
        try:
            await self.publish(occasion)
        except BotError as error:
            logger.warning("A Home tab could not be filled: %s", getattr(error, "code", "refused"))
        except Exception:
            logger.exception("A Home tab broke")

    async def publish(self, occasion: Occasion) -> None:
        """Show a person their own things."""
        blocks = await self._draw(occasion)
        client = await self._desk.connection.client_for(occasion.team_id)
        async with calling_slack():
            await client.views_publish(user_id=occasion.user_id, view={"type": "home", "blocks": blocks})

    async def _draw(self, occasion: Occasion) -> Sequence[dict[str, Any]]:
        person = await self._people.name(occasion)
        blocks = [_head(sentences.home_title()), _say(sentences.home_guide()), _act(build_open_button())]
        if self._desk.budget is not None:
            here = locate(occasion.team_id, occasion.channel_id)
            allowances = await self._desk.budget.read_allowances(person, here=here)
            blocks += [_say(escape_text(allowance.describe())) for allowance in allowances]
        jobs = [job for job in await self._desk.jobs.list_jobs(person) if job.address.tenant == occasion.team_id]
        if not jobs:
            return blocks
        identity = await self._desk.connection.identify(occasion.team_id)
        return [*blocks, {"type": "divider"}, _head(sentences.home_jobs()), *draw_jobs(jobs, identity)]


def _head(text: str) -> dict[str, Any]:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _say(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _act(button: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": [button]}
