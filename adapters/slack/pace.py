"""How fast Slack may be written to: the intervals that it documents, with some room for what else happens."""

from weakref import WeakValueDictionary

from bot.job.place_pace import PlacePace

#: Slack asks apps to edit a message at most this often.
CARD_INTERVAL_SECONDS = 3.0
#: Edits of one workspace: 50 in a minute are guaranteed, and 40 leave room for what people do.
WORKSPACE_INTERVAL_SECONDS = 1.5
#: Messages in one channel: one in a second, counted when they arrive, which is not always as evenly as they leave.
_POST_INTERVAL_SECONDS = 1.2


class PostPace:
    """Leaves time between two new messages in one channel, whatever their threads."""

    def __init__(self, interval_seconds: float = _POST_INTERVAL_SECONDS) -> None:
        """Begin with all channels free."""
        self._interval_seconds = interval_seconds
        #: A channel that rests from no message is forgotten.
        self._paces: WeakValueDictionary[tuple[str, str], PlacePace] = WeakValueDictionary()

    async def wait(self, team_id: str, channel_id: str) -> None:
        """Return when the channel bears another message; whoever came first goes first."""
        pace = self._paces.get((team_id, channel_id))
        if pace is None:
            pace = self._paces[team_id, channel_id] = PlacePace(self._interval_seconds)
        await pace.ask(is_urgent=False)
