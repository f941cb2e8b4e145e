"""Shortcuts that people use: the one in a message's menu and the one that is found everywhere."""

from adapters.slack.form_opening import FormOpening
from adapters.slack.occasion import Occasion
from adapters.slack.payloads import Shortcut


class Shortcuts:
    """Opens the form that a shortcut asks for."""

    def __init__(self, opening: FormOpening) -> None:
        """Open forms with `opening`."""
        self._opening = opening

    async def take(self, occasion: Occasion, shortcut: Shortcut) -> None:
        """Ask what should happen with the pictures of a message, or for pictures where there is no message."""
        if shortcut.message is None:
            await self._opening.open_new(occasion, shortcut.trigger_id, words={})
        else:
            await self._opening.open_message(occasion, shortcut.trigger_id, shortcut.message)
