"""The books of a campaign: what was ordered, paid, posted and shown, and whether it all adds up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.job.job import Failure, Job, JobState
from tests.end_to_end.stage import SeenCard, find_words

_UNITS_PER_CREDIT = 10_000


@dataclass(frozen=True, kw_only=True)
class Books:
    """Everything by the words of its order."""

    #: Orders that a platform was told of as taken.
    promised: frozenset[str]
    #: What the bot has stored.
    jobs: Mapping[str, Job]
    #: Tasks that the video API accepted and charged for.
    tasks: Mapping[str, int]
    cards: Sequence[SeenCard]
    results: Mapping[str, int]
    #: What the video API took from the account, and what the jobs were told that they would cost.
    spent_credits: float
    expected_credits: float
    #: What else was posted, by what tells it apart.
    news: Mapping[str, int] = field(default_factory=dict)
    #: What the bot's own ledger says, in ten-thousandths of a credit.
    reserved_units: int = 0
    settled_units: int = 0
    released_units: int = 0
    running_units: int = 0
    #: What may have been reserved once more, because somebody asked for a job in doubt to be tried again.
    tried_again_units: int = 0

    def find_errors(self) -> list[str]:
        """Return every way in which the books do not balance, in words."""
        return [
            *(f"{words}: promised and not stored" for words in sorted(self.promised - set(self.jobs))),
            *(f"{words}: paid without a job" for words in sorted(set(self.tasks) - set(self.jobs))),
            *(f"{words}: posted without a job" for words in sorted(set(self.results) - set(self.jobs))),
            *(f"{card.words}: shown without a job" for card in self.cards if card.words not in self.jobs),
            *(f"told {count} times: {news!r}" for news, count in sorted(self.news.items()) if count > 1),
            *(error for words, job in self.jobs.items() for error in self._check_job(words, job)),
            *self._check_money(),
        ]

    def _check_job(self, words: str, job: Job) -> Iterator[str]:
        is_done = job.state is JobState.DONE
        if not job.state.is_final:
            yield f"{words}: never ended, it is {job.state.value}"
        if self.tasks.get(words, 0) != 1:
            yield f"{words}: {self.tasks.get(words, 0)} paid tasks"
        if self.results.get(words, 0) != (1 if is_done else 0):
            yield f"{words}: {self.results.get(words, 0)} videos posted for a job that is {job.state.value}"
        if not is_done and not (job.failure and job.failure.sentence):
            yield f"{words}: {job.state.value} without a word"
        yield from self._check_cards(words, job)

    def _check_cards(self, words: str, job: Job) -> Iterator[str]:
        cards = [card for card in self.cards if card.words == words]
        if len(cards) != 1:
            yield f"{words}: {len(cards)} cards, which say {[card.headline for card in cards]}"
        if not any(card.is_final for card in cards):
            yield f"{words}: no card tells its end"
        elif job.failure and not any(_explains(card, job.failure) for card in cards):
            yield f"{words}: no card says why"

    def _check_money(self) -> Iterator[str]:
        if abs(self.spent_credits - self.expected_credits) > 0.01 * max(1.0, self.expected_credits):
            yield f"{self.spent_credits:.1f} credits were spent for jobs of {self.expected_credits:.1f}"
        if self.running_units or self.reserved_units != self.settled_units + self.released_units:
            yield f"reserved {self.reserved_units}, settled {self.settled_units}, released {self.released_units}"
        ordered = _count_units(self.jobs.values())
        if not ordered <= self.reserved_units <= ordered + self.tried_again_units:
            yield f"reserved {self.reserved_units} for jobs of {ordered}, tried again {self.tried_again_units}"
        failed = _count_units(job for job in self.jobs.values() if job.state is not JobState.DONE)
        if self.released_units != failed:
            yield f"released {self.released_units} for jobs of {failed} without a video"


def find_untold(jobs: Iterable[Job], *, cards: Iterable[SeenCard]) -> frozenset[str]:
    """Return the words of the orders that have not ended, or whose end no card tells."""
    told = {card.words for card in cards if card.is_final}
    words = {find_words(job.request.options.prompt): job for job in jobs}
    return frozenset(one for one, job in words.items() if not job.state.is_final or one not in told)


def _explains(card: SeenCard, failure: Failure) -> bool:
    return failure.sentence in card.text.replace("\\", "")


def _count_units(jobs: Iterable[Job]) -> int:
    return sum(round((job.price.credits or 0) * _UNITS_PER_CREDIT) for job in jobs)
