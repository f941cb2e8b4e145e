"""The `/notify` command: adds, lists and removes notification rules, in the same words on every platform."""

import secrets
import string
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.errors import RequestRefused
from bot.job.job import ReplyAddress, Requester
from bot.messages import notices as sentences
from bot.notification import NotificationRule
from bot.ports import ChatPlatform, NotificationStore

_ID_ALPHABET = string.ascii_lowercase + string.digits
_ID_LENGTH = 8
#: A channel of that name is still reached with `#` before it.
_WORDS = frozenset({"help", "list", "mine", "remove"})


class Notifier:
    """Keeps the rule table for people."""

    def __init__(
        self,
        *,
        rules: NotificationStore,
        platforms: Mapping[str, ChatPlatform],
        clock: Callable[[], datetime],
    ) -> None:
        """Keep the collaborators."""
        self._rules = rules
        self._platforms = platforms
        self._clock = clock

    async def obey(self, words: str, *, person: Requester, here: ReplyAddress) -> str:
        """Carry out what follows `/notify` and return the private answer; raise `RequestRefused` otherwise."""
        match words.split():
            case ["list"]:
                return await self._list(person, here=here)
            case ["remove", rule_id]:
                return await self._remove(rule_id.strip("`"), person=person, here=here)
            case [] | ["mine"] as said:
                return await self._add(person, here=here, target=here, only_mine=bool(said))
            case [place] | ["mine", place] as said if place not in _WORDS:
                target = await self._find_place(place, person=person, here=here)
                return await self._add(person, here=here, target=target, only_mine=len(said) > 1)
            case ["help"]:
                return sentences.usage()
        raise RequestRefused(sentences.usage())

    async def list_own(self, person: Requester, *, here: ReplyAddress) -> Sequence[NotificationRule]:
        """Return the rules of this server or workspace that a person may remove, oldest first."""
        owner = (person.platform, person.id)
        rules = await self._rules.read_rules(_server_of(here))
        return [rule for rule in rules if (rule.created_by.platform, rule.created_by.id) == owner]

    async def _add(self, person: Requester, *, here: ReplyAddress, target: ReplyAddress, only_mine: bool) -> str:
        server = _server_of(here)
        place = _spell(target, here=here)
        for rule in await self._rules.read_rules(server):
            if rule.target == target and rule.only_mine is only_mine and _is_open_to(rule, person):
                return sentences.rule_exists(rule.id, place=place)
        rule = NotificationRule(
            id="".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH)),
            source=server,
            target=target,
            created_by=person,
            only_mine=only_mine,
            created_at=self._clock(),
        )
        await self._rules.add(rule)
        return sentences.rule_added(rule.id, place=place, only_mine=only_mine)

    async def _list(self, person: Requester, *, here: ReplyAddress) -> str:
        rules = await self._rules.read_rules(_server_of(here))
        rules = [rule for rule in rules if await self._can_see(rule.target, person)]
        if not rules:
            return sentences.no_rules()
        return "\n".join(
            sentences.rule_line(
                rule.id,
                place=_spell(rule.target, here=here),
                only_mine=rule.only_mine,
                owner=rule.created_by.name,
            )
            for rule in rules
        )

    async def _remove(self, rule_id: str, *, person: Requester, here: ReplyAddress) -> str:
        server = _server_of(here)
        for rule in await self._rules.read_rules(server):
            if rule.id != rule_id:
                continue
            if (rule.created_by.platform, rule.created_by.id) != (person.platform, person.id):
                raise RequestRefused(sentences.not_your_rule(rule_id, owner=rule.created_by.name))
            await self._rules.remove(rule_id, source=server)
            return sentences.rule_removed(rule_id)
        raise RequestRefused(sentences.no_such_rule(rule_id[:_ID_LENGTH]))

    async def _can_see(self, place: ReplyAddress, person: Requester) -> bool:
        """Tell whether a person may know of a place; the names of private ones are private too."""
        platform = self._platforms.get(place.platform)
        return platform is not None and await platform.find_place(place.place, person=person) is not None

    async def _find_place(self, name: str, *, person: Requester, here: ReplyAddress) -> ReplyAddress:
        """Find `#channel` on this platform or `platform:channel` on another one."""
        platform_name, separator, rest = name.partition(":")
        if not separator:
            platform_name, rest = here.platform, name
        platform = self._platforms.get(platform_name)
        found = await platform.find_place(rest.lstrip("#"), person=person) if platform is not None else None
        if found is None:
            raise RequestRefused(sentences.unknown_place(name[:80]))
        return found


def _server_of(place: ReplyAddress) -> ReplyAddress:
    return ReplyAddress(platform=place.platform, tenant=place.tenant, place="")


def _spell(place: ReplyAddress, *, here: ReplyAddress) -> str:
    if place == here:
        return "This channel"
    return f"#{place.place}" if place.platform == here.platform else f"#{place.place} ({place.platform})"


def _is_open_to(rule: NotificationRule, person: Requester) -> bool:
    """Tell whether a rule already does for this person what they ask for."""
    return not rule.only_mine or (rule.created_by.platform, rule.created_by.id) == (person.platform, person.id)
