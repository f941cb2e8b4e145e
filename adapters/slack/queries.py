"""Questions that people ask in private: what they made, what is announced where, and how it all works."""

import re

from adapters.slack.desk import Desk
from adapters.slack.job_list import draw_jobs
from adapters.slack.occasion import Occasion
from adapters.slack.people import People
from adapters.slack.places import locate
from adapters.slack.reply import PrivateReply
from adapters.slack.text import escape_text
from bot.messages import slack as sentences

#: A channel as Slack spells it in commands.
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
#: A channel's id after a hash, as the core spells places.
_CHANNEL_ID = re.compile(r"#([CDG][A-Z0-9]{6,30})\b")


class Queries:
    """Answers questions, each to the person who asked alone."""

    def __init__(self, desk: Desk, *, people: People) -> None:
        """Ask `desk`."""
        self._desk = desk
        self._people = people

    async def list_jobs(self, reply: PrivateReply, occasion: Occasion) -> None:
        """Show a person's latest jobs in this workspace, with their kept videos."""
        person = await self._people.name(occasion)
        jobs = [job for job in await self._desk.jobs.list_jobs(person) if job.address.tenant == occasion.team_id]
        if not jobs:
            await reply.tell(sentences.no_jobs())
            return
        identity = await self._desk.connection.identify(occasion.team_id)
        await reply.tell(sentences.home_jobs(), blocks=draw_jobs(jobs, identity))

    async def notify(self, reply: PrivateReply, occasion: Occasion, words: str) -> None:
        """Carry out `/notify`."""
        said = await self._desk.notify(
            _CHANNEL.sub(r"#\1", words),
            person=await self._people.name(occasion),
            here=locate(occasion.team_id, occasion.channel_id),
        )
        await reply.tell(_CHANNEL_ID.sub(r"<#\1>", escape_text(said)))

    async def help(self, reply: PrivateReply) -> None:
        """Explain everything."""
        await reply.tell(escape_text(self._desk.help_text))
