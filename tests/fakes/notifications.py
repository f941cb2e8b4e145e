"""An honest store of notification rules in memory: same answers as the real one, gone with the process."""

from collections.abc import Sequence

from bot.job.job import ReplyAddress
from bot.notification import NotificationRule


class MemoryNotificationStore:
    """Keeps rules in a dictionary."""

    def __init__(self) -> None:
        self.rules: dict[str, NotificationRule] = {}

    async def add(self, rule: NotificationRule) -> None:
        self.rules[rule.id] = rule

    async def read_rules(self, source: ReplyAddress) -> Sequence[NotificationRule]:
        listening = [rule for rule in self.rules.values() if _listens_to(rule, source)]
        return sorted(listening, key=lambda rule: (rule.created_at, rule.id))

    async def remove(self, rule_id: str, *, source: ReplyAddress) -> bool:
        rule = self.rules.get(rule_id)
        if rule is None or not _listens_to(rule, source):
            return False
        del self.rules[rule_id]
        return True


def _listens_to(rule: NotificationRule, source: ReplyAddress) -> bool:
    return (rule.source.platform, rule.source.tenant) == (source.platform, source.tenant)
