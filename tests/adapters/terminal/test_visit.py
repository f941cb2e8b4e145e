import asyncio
import io
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from adapters.terminal.ending import Ending, Verdict
from adapters.terminal.job_folder import JobFolder
from adapters.terminal.order import AnimateOrder
from adapters.terminal.visit import AnimateVisit
from bot.errors import RequestRefused, ServiceFailed
from bot.job.card import Action
from bot.job.job import Failure, Job, JobState
from bot.ports import ServiceProfile
from tests.adapters.terminal.builders import CARD, DONE, JOB, RESULT, VIDEO, FakeDesk, build_failed, build_screen
from tests.fakes.media import MemoryMediaStore
from tests.fakes.video_service import FREE, PAID, FakeVideoService

CANCELLED = Failure(sentence="It was cancelled.", code="cancelled")


class Terminal:
    """A call with everything around it."""

    def __init__(self, folder: Path, *, profile: ServiceProfile = FREE, **wishes: object) -> None:
        picture = folder / "day.png"
        picture.touch()
        order = {"event_id": "call", "options": {"prompt": "dusk"}, "first": picture, "output": folder / "out.mp4"}
        self.screen, self.written = build_screen()
        self.media = MemoryMediaStore()
        self.folder = JobFolder(path=folder / "job")
        self.visit = AnimateVisit(
            AnimateOrder.model_validate({**order, **wishes}),
            service=FakeVideoService(clock=lambda: datetime.now(UTC), profile=profile),
            media=self.media,
            folder=self.folder,
            screen=self.screen,
        )

    async def run(self, desk: FakeDesk, *steps: "Step") -> Ending:
        """Run the call beside what happens meanwhile, one step after the other."""
        return (await asyncio.gather(self.visit.run(desk), self._take(desk, steps)))[0]

    async def _take(self, desk: FakeDesk, steps: tuple["Step", ...]) -> None:
        for step in steps:
            await step(self, desk)


Step: TypeAlias = Callable[[Terminal, FakeDesk], Awaitable[None]]


def ends_as(job: Job) -> Step:
    """Let the core end the job."""

    async def end(terminal: Terminal, desk: FakeDesk) -> None:
        desk.job = job
        await terminal.visit.platform.show_card(JOB.address, replace(CARD, state=job.state), message_id=None)

    return end


def gets(number: signal.Signals) -> Step:
    """Send a signal and let the loop notice it."""

    async def send(terminal: Terminal, _desk: FakeDesk) -> None:
        terminal.written.has_changed.clear()
        signal.raise_signal(number)
        await terminal.written.has_changed.wait()

    return send


async def test_a_call_becomes_a_job_with_its_file_as_place(tmp_path: Path) -> None:
    desk = FakeDesk()

    ending = await Terminal(tmp_path).run(desk, ends_as(DONE))

    command = desk.commands[0]
    assert (ending.verdict, command.options) == (Verdict.DONE, {"prompt": "dusk"})
    assert command.address.place == str(tmp_path / "out.mp4")


async def test_the_job_is_kept_from_before_it_starts(tmp_path: Path) -> None:
    terminal, desk = Terminal(tmp_path), FakeDesk()
    desk.fault = RequestRefused("It is no picture.", option="first")

    ending = await terminal.visit.run(desk)

    assert terminal.folder.is_begun
    assert (ending.verdict, ending.option, terminal.written.getvalue()) == (
        Verdict.REFUSED,
        "first",
        "It is no picture.\n",
    )


async def test_a_paid_video_needs_somebody_who_agrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())

    ending = await Terminal(tmp_path, profile=PAID).visit.agree_on_price()

    assert ending is not None
    assert "about 25 credits" in ending.sentence


@pytest.mark.parametrize("wishes", [{"yes": True}, {"resume": JOB.id}])
async def test_nothing_is_asked_where_the_price_is_agreed_to(tmp_path: Path, wishes: dict[str, object]) -> None:
    assert await Terminal(tmp_path, profile=PAID, **wishes).visit.agree_on_price() is None


async def test_a_free_video_is_not_asked_about(tmp_path: Path) -> None:
    assert await Terminal(tmp_path).visit.agree_on_price() is None


async def test_the_first_interrupt_cancels(tmp_path: Path) -> None:
    desk = FakeDesk(JOB)

    ending = await Terminal(tmp_path).run(
        desk, gets(signal.SIGINT), ends_as(build_failed(CANCELLED, JobState.CANCELLED))
    )

    assert (desk.actions, ending.verdict, ending.keeps_job) == ([Action.CANCEL], Verdict.CANCELLED, False)


async def test_the_second_interrupt_leaves_and_says_how_to_go_on(tmp_path: Path) -> None:
    terminal, desk = Terminal(tmp_path), FakeDesk()

    ending = await terminal.run(desk, gets(signal.SIGINT), gets(signal.SIGINT))

    assert (desk.actions, ending.verdict, ending.keeps_job) == ([Action.CANCEL], Verdict.INTERRUPTED, True)
    assert f"--resume {JOB.id}" in terminal.written.getvalue()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_being_told_to_end_cancels_nothing(tmp_path: Path, number: signal.Signals) -> None:
    desk = FakeDesk()

    ending = await Terminal(tmp_path).run(desk, gets(number))

    assert (desk.actions, ending.verdict) == ([], Verdict.INTERRUPTED)


async def test_an_interrupt_that_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    desk = FakeDesk()
    desk.late_fault = RequestRefused("It has finished already.")

    ending = await Terminal(tmp_path).run(desk, gets(signal.SIGINT), ends_as(DONE))

    assert ending.verdict is Verdict.DONE


async def test_a_finished_job_is_told_again(tmp_path: Path) -> None:
    ending = await Terminal(tmp_path, resume=JOB.id).visit.run(FakeDesk(DONE))

    assert (ending.verdict, ending.path) == (Verdict.DONE, DONE.result_message_id)


async def test_a_running_job_is_watched_again(tmp_path: Path) -> None:
    desk = FakeDesk(replace(JOB, state=JobState.RENDERING))

    ending = await Terminal(tmp_path, resume=JOB.id).run(desk, ends_as(DONE))

    assert (ending.verdict, desk.commands) == (Verdict.DONE, [])


async def test_a_job_that_is_not_there_cannot_be_taken_up(tmp_path: Path) -> None:
    ending = await Terminal(tmp_path, resume=JOB.id).visit.run(FakeDesk())

    assert (ending.verdict, ending.option) == (Verdict.REFUSED, "resume")


async def test_a_job_in_doubt_is_looked_for_and_stays_in_doubt(tmp_path: Path) -> None:
    terminal, desk = Terminal(tmp_path, resume=JOB.id), FakeDesk(replace(JOB, state=JobState.UNCLEAR))
    desk.late_fault = RequestRefused("No task fits.")

    ending = await terminal.visit.run(desk)

    assert (desk.actions, ending.exit_code, ending.keeps_job) == ([Action.CHECK_AGAIN], 4, True)
    assert "No task fits." in terminal.written.getvalue()


async def test_a_job_in_doubt_that_is_found_goes_on(tmp_path: Path) -> None:
    desk = FakeDesk(replace(JOB, state=JobState.UNCLEAR))
    desk.acted = replace(JOB, state=JobState.RENDERING)

    ending = await Terminal(tmp_path, resume=JOB.id).run(desk, ends_as(DONE))

    assert ending.verdict is Verdict.DONE


async def test_a_video_that_cannot_be_written_is_kept(tmp_path: Path) -> None:
    async def fails(terminal: Terminal, _desk: FakeDesk) -> None:
        terminal.media.contents[VIDEO.key] = b"a video"
        gone = JOB.address.model_copy(update={"place": str(tmp_path / "gone" / "out.mp4")})
        with pytest.raises(ServiceFailed):
            await terminal.visit.platform.post_result(gone, RESULT)

    ending = await Terminal(tmp_path).run(FakeDesk(), fails)

    assert (ending.verdict, ending.exit_code, ending.keeps_job) == (Verdict.UNDELIVERED, 3, True)
