"""Announces jobs that ended in the channels that asked to be told.

Posts carry a marker per rule and job, so announcing again after a crash posts nothing twice.
"""

import logging
from collections.abc import Mapping

from bot.errors import PlaceUnreachable, ServiceFailed
from bot.job.drawing import draw_notice
from bot.job.job import Job, JobState, ReplyAddress, Requester
from bot.job.place_pace import PlacePaces
from bot.notification import NotificationRule
from bot.ports import ChatPlatform, NotificationStore

logger = logging.getLogger(__name__)

_ANNOUNCED = frozenset({JobState.DONE, JobState.FAILED, JobState.EXPIRED})


class Announcer:
    """Follows the rule table of channel notifications."""

    def __init__(self, *, rules: NotificationStore, platforms: Mapping[str, ChatPlatform]) -> None:
        """Keep the rules and the platforms that post."""
        self._rules = rules
        self._platforms = platforms

    async def announce(self, job: Job, *, paces: PlacePaces) -> None:
        """Post the news of this job wherever a rule asks for it and its owner may see both places.

        `paces` tells when a place bears another message. Raise the last `ServiceFailed` when one could not be told
        now; announcing again tells only that one.
        """
        if job.state not in _ANNOUNCED:
            return
        server = ReplyAddress(platform=job.address.platform, tenant=job.address.tenant, place="")
        told: set[ReplyAddress] = set()
        failure: ServiceFailed | None = None
        for rule in await self._rules.read_rules(server):
            try:
                if rule.target not in told and await self._applies(rule, job):
                    told.add(rule.target)
                    await paces.wait_to_post(rule.target, is_urgent=False)
                    await self._post(rule, job)
            except ServiceFailed as error:
                logger.warning("A place could not be told: %s", error.code, extra={"rule_id": rule.id})
                failure = error
        if failure is not None:
            raise failure

    async def _applies(self, rule: NotificationRule, job: Job) -> bool:
        if rule.only_mine and rule.created_by != job.requester.model_copy(update={"name": rule.created_by.name}):
            return False
        # The result stands there already.
        if rule.target == job.address:
            return False
        # Each platform knows where its own adults are, and nobody knows it of another.
        if job.is_age_restricted and rule.target.platform != job.address.platform:
            return False
        return await self._is_open(job.address) and await self._can_see(rule.target, rule.created_by)

    async def _is_open(self, place: ReplyAddress) -> bool:
        """Tell whether everybody may see a place; what happened in a private one stays there."""
        return await self._can_see(place, Requester(platform=place.platform, id="", name=""))

    async def _can_see(self, place: ReplyAddress, person: Requester) -> bool:
        platform = self._platforms.get(place.platform)
        return platform is not None and await platform.find_place(place.place, person=person) is not None

    async def _post(self, rule: NotificationRule, job: Job) -> None:
        notice = draw_notice(job, rule_id=rule.id)
        try:
            await self._platforms[rule.target.platform].post_notice(rule.target, notice)
        except PlaceUnreachable as error:
            logger.info("A notified channel is gone: %s", error.code, extra={"job_id": job.id, "rule_id": rule.id})
