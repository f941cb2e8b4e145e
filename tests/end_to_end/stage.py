"""What a campaign needs of a platform: a place where people order videos and where everybody can see what came of it.

One class per platform fulfils it. Each order has words of its own, by which its card and its video are known again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.job.card import Action
from bot.messages import card as card_sentences

_WORDS = re.compile(r"take [a-z]+\d+")
_ENDINGS = (
    card_sentences.done(0).rpartition(" in ")[0] + " in ",
    card_sentences.failed(),
    card_sentences.cancelled(),
    card_sentences.expired(),
)


@dataclass(frozen=True, kw_only=True)
class SeenCard:
    """A card as a person sees it."""

    #: The words of the order.
    words: str
    headline: str
    #: Everything that it says.
    text: str
    #: How the platform names what is pressed; only its own stage reads it.
    handle: object = field(repr=False)

    @property
    def is_final(self) -> bool:
        """Tell whether the card says that the job has ended."""
        return self.headline.startswith(_ENDINGS)

    @property
    def is_unclear(self) -> bool:
        """Tell whether the card asks the person what to do about a doubt."""
        return self.headline.startswith(card_sentences.unclear())


class Stage(Protocol):
    """One platform with one person on it."""

    @property
    def name(self) -> str:
        """Return the platform's name, as it stands in the jobs' addresses."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the settings with which the bot finds this platform."""

    @property
    def origins(self) -> Sequence[str]:
        """Return the addresses that the bot has to find in the place of the platform's own."""

    @property
    def answers(self) -> bool:
        """Tell whether an order that `offer` handed in is promised; otherwise a kill may lose it, free of charge."""

    async def enter(self, address: str, /) -> None:
        """Take note that the bot has started and that its page is at `address`; return when orders can be given."""

    async def leave(self) -> None:
        """Take note that the bot was killed."""

    async def offer(self, words: str) -> bool:
        """Order a video; return False when the same order has to be given again because no answer came."""

    async def read_cards(self) -> Sequence[SeenCard]:
        """Return every card that can be seen."""

    async def read_results(self) -> Sequence[str]:
        """Return the words of every video that can be seen."""

    async def read_news(self) -> Sequence[str]:
        """Return what tells apart each other post that can be seen, such as the news of a failure."""

    async def press(self, card: SeenCard, action: Action) -> None:
        """Press a button of a card."""

    def count_prevented(self) -> int:
        """Return how many posts the platform knew already by their marker; 0 where it cannot tell."""


def find_words(text: str) -> str:
    """Return the words of the order that a text is about; raise `AssertionError` where there are none."""
    found = _WORDS.search(text)
    assert found is not None, text
    return found.group()
