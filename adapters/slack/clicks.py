"""Buttons that were pressed."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.slack.custom_ids import JobButtonId, OwnVerb
from adapters.slack.desk import Desk
from adapters.slack.drafts import FormKind
from adapters.slack.form_opening import FormOpening
from adapters.slack.occasion import Occasion
from adapters.slack.people import People
from adapters.slack.places import is_direct, locate
from adapters.slack.reply import PrivateReply
from adapters.slack.routing import Routing, Wish
from bot.errors import RequestRefused
from bot.job.card import Action
from bot.job.job import Job
from bot.job.service import build_job_id
from bot.messages import jobs as job_sentences
from bot.messages import slack as sentences

_FORMS: Mapping[Action, FormKind] = MappingProxyType({Action.EDIT: FormKind.EDIT, Action.CONTINUE: FormKind.CONTINUE})
#: What administrators may do with other people's jobs.
_MODERATION = frozenset({Action.CANCEL, Action.DELETE})


class Clicks:
    """Does what buttons say."""

    def __init__(self, desk: Desk, *, people: People, routing: Routing, opening: FormOpening) -> None:
        """Hand clicks to `desk` and forms to `opening`."""
        self._desk = desk
        self._people = people
        self._routing = routing
        self._opening = opening

    async def take(self, reply: PrivateReply, occasion: Occasion, button: JobButtonId, *, trigger_id: str) -> None:
        """Do what a button says, or open the form that it needs first."""
        verb = button.verb
        if verb in _FORMS:
            kind = _FORMS[Action(verb)]
            await self._opening.open_job(occasion, trigger_id, kind=kind, job_id=button.job_id)
            return
        job = await self._find_job(button.job_id, occasion)
        if verb is OwnVerb.POST:
            await self._post(job, occasion)
        elif verb is OwnVerb.FETCH:
            await self._fetch(reply, job, occasion)
        else:
            await self._act(Action(verb), job, occasion)

    async def _find_job(self, job_id: str, occasion: Occasion) -> Job:
        """Return a job of this workspace; those of others are as unknown here as those that never were."""
        job = await self._desk.jobs.read_job(job_id)
        if job is None or job.address.tenant != occasion.team_id:
            raise RequestRefused(job_sentences.no_such_job())
        return job

    async def _act(self, action: Action, job: Job, occasion: Occasion) -> None:
        is_others = job.requester.id != occasion.user_id
        await self._desk.jobs.act(
            action,
            job_id=job.id,
            by=await self._people.name(occasion),
            event_id=occasion.event_id,
            as_moderator=is_others and action in _MODERATION and await self._people.is_administrator(occasion),
        )

    async def _post(self, job: Job, occasion: Occasion) -> None:
        _require_own_video(job, occasion)
        if is_direct(job.address.place):
            raise RequestRefused(sentences.no_channel_to_post())
        channel = locate(job.address.tenant, job.address.place)
        await self._desk.videos.share(job, to=channel, marker=f"post:{job.id}")

    async def _fetch(self, reply: PrivateReply, job: Job, occasion: Occasion) -> None:
        _require_own_video(job, occasion)
        route = await self._routing.choose(occasion, wish=Wish.ME)
        deed = build_job_id(job.address.platform, occasion.event_id)
        await self._desk.videos.share(job, to=route.address, marker=f"fetch:{deed}")
        await reply.tell(sentences.video_comes())


def _require_own_video(job: Job, occasion: Occasion) -> None:
    if job.requester.id != occasion.user_id:
        raise RequestRefused(job_sentences.not_your_job(job.requester.name))
    if job.video is None:
        raise RequestRefused(job_sentences.video_gone())
