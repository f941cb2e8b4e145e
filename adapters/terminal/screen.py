"""What a person sees while a video is made: one live line on a terminal, plain lines in a file or a pipe."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.job.card import Card
from bot.job.job import JobState
from bot.messages import terminal as sentences


class Screen:
    """Shows the newest card; the bar is only ever filled by real progress."""

    def __init__(self, console: Console) -> None:
        """Write to `console`, which is standard error: results alone go to standard output."""
        self._console = console
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task(sentences.opening(), total=None)
        self._last_told = ("", "")

    @contextmanager
    def live(self) -> Iterator[None]:
        """Draw the live line inside the block."""
        with self._progress:
            yield

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal to a question inside the block."""
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()

    def show_card(self, card: Card) -> None:
        """Show a job as it stands now."""
        self._progress.update(self._task, description=card.headline)
        if card.percent is not None:
            self._progress.update(self._task, total=100, completed=card.percent)
        if card.state is JobState.DONE:
            self.tell(sentences.done(card.headline, cost=card.cost))
        elif not self._console.is_terminal:
            self._tell_once(card)

    def _tell_once(self, card: Card) -> None:
        """Write one line for each state: where lines stay, every per cent would be too many."""
        state = (card.state.value, card.headline if card.percent is None else "")
        if state != self._last_told:
            self.tell(card.headline)
        self._last_told = state

    def tell(self, sentence: str) -> None:
        """Write a sentence that stays."""
        self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)
