"""One call of `flipbook animate` from the price to the last word: asks, starts or takes up the job, and watches it."""

import asyncio
import secrets
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from adapters.terminal.ending import Ending, Verdict, end_job, end_with
from adapters.terminal.job_folder import JobFolder
from adapters.terminal.order import PLATFORM, AnimateOrder
from adapters.terminal.picture_file import PictureFile
from adapters.terminal.platform import TerminalPlatform
from adapters.terminal.question import ask_for_agreement
from adapters.terminal.screen import Screen
from adapters.terminal.signals import listen_for_signals
from bot.errors import BotError, RequestRefused
from bot.job.card import Action
from bot.job.command import AnimateCommand
from bot.job.job import Job, JobState, ReplyAddress, Requester
from bot.messages import terminal as sentences
from bot.ports import MediaStore, VideoService
from bot.request.generation_request import GenerationRequest

#: Whoever sits at the terminal: the data folder of a call is theirs alone.
_PERSON = Requester(platform=PLATFORM, id="me", name="You")


class JobDesk(Protocol):
    """What a call needs of the core."""

    async def animate(self, command: AnimateCommand) -> Job:
        """Take a request and start its job."""

    async def act(self, action: Action, *, job_id: str, by: Requester, event_id: str) -> Job:
        """Do what a button says."""

    async def read_job(self, job_id: str) -> Job | None:
        """Return a job, or None."""


class _Happening(Enum):
    """What ends the waiting, or may."""

    ENDED = "ended"
    INTERRUPTED = "interrupted"
    TOLD_TO_LEAVE = "told to leave"


@dataclass(frozen=True, kw_only=True)
class _News:
    """One thing that happened while a job was watched."""

    happening: _Happening
    #: Why the video could not be written, where that happened.
    trouble: str | None = None


class AnimateVisit:
    """Leads one order through the core; made before the core opens, because its platform is part of it."""

    def __init__(
        self, order: AnimateOrder, *, service: VideoService, media: MediaStore, folder: JobFolder, screen: Screen
    ) -> None:
        """Keep what was ordered, where its job is kept and who shows it."""
        self._order = order
        self._service = service
        self._folder = folder
        self._screen = screen
        self._news: asyncio.Queue[_News] = asyncio.Queue()
        self.platform = TerminalPlatform(screen, media=media, overwrite=order.force, on_end=self._note_end)

    async def agree_on_price(self) -> Ending | None:
        """Return None when the order may be carried out, else how the call ends."""
        if self._order.resume is not None or self._order.yes:
            return None
        try:
            price = self._service.estimate_price(GenerationRequest(options=self._order.check()))
            if price.credits is not None:
                await ask_for_agreement(self._screen, credit_count=price.credits)
        except BotError as error:
            return self._conclude(end_with(error))
        return None

    async def run(self, desk: JobDesk) -> Ending:
        """See the job through and return how it ended; nothing that the core raises on purpose gets past this."""
        with listen_for_signals(interrupt=self._note_interrupt, leave=self._note_leaving):
            try:
                job = await self._begin(desk)
            except BotError as error:
                return self._conclude(end_with(error))
            for note in job.notes:
                self._screen.tell(note)
            return self._conclude(await self._watch(job, desk))

    async def _begin(self, desk: JobDesk) -> Job:
        if self._order.resume is not None:
            return await self._take_up(desk, self._order.resume)
        return await self._start(desk)

    async def _start(self, desk: JobDesk) -> Job:
        order = self._order
        self._folder.begin()
        return await desk.animate(
            AnimateCommand(
                event_id=order.event_id,
                requester=_PERSON,
                address=ReplyAddress(platform=PLATFORM, place=str(order.output)),
                options=order.options,
                first_frame=PictureFile(path=order.first) if order.first is not None else None,
                last_frame=PictureFile(path=order.last) if order.last is not None else None,
            )
        )

    async def _take_up(self, desk: JobDesk, job_id: str) -> Job:
        """Return an interrupted job; for one in doubt, look first whether the service has it."""
        job = await desk.read_job(job_id)
        if job is None:
            raise RequestRefused(sentences.no_such_job(job_id), option="resume")
        if job.state is JobState.UNCLEAR:
            return await self._press(desk, Action.CHECK_AGAIN, job)
        return job

    async def _watch(self, job: Job, desk: JobDesk) -> Ending:
        if job.state.is_final or job.state is JobState.UNCLEAR:
            return end_job(job)
        is_cancelling = False
        while True:
            news = await self._news.get()
            job = await desk.read_job(job.id) or job
            if news.trouble is not None:
                return Ending(verdict=Verdict.UNDELIVERED, sentence=news.trouble, job=job)
            if news.happening is not _Happening.INTERRUPTED or is_cancelling:
                return end_job(job)
            is_cancelling = True
            self._screen.tell(sentences.cancelling())
            await self._press(desk, Action.CANCEL, job)

    async def _press(self, desk: JobDesk, action: Action, job: Job) -> Job:
        """Do what a button would; where that cannot be done, say so and leave the job as it is."""
        try:
            return await desk.act(action, job_id=job.id, by=_PERSON, event_id=secrets.token_hex(8))
        except BotError as error:
            self._screen.tell(error.sentence)
            return job

    def _conclude(self, ending: Ending) -> Ending:
        """Say the last word at once: what is still to be closed may take some seconds."""
        if ending.sentence:
            self._screen.tell(ending.sentence)
        return ending

    def _note_end(self, trouble: str | None) -> None:
        self._news.put_nowait(_News(happening=_Happening.ENDED, trouble=trouble))

    def _note_interrupt(self) -> None:
        self._news.put_nowait(_News(happening=_Happening.INTERRUPTED))

    def _note_leaving(self) -> None:
        self._news.put_nowait(_News(happening=_Happening.TOLD_TO_LEAVE))
