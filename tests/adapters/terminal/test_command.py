import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer

from adapters.terminal.command import AnimateCommandLine
from adapters.terminal.ending import Ending, end_job
from adapters.terminal.job_folder import JobFolder
from adapters.terminal.order import AnimateOrder
from adapters.terminal.screen import Screen
from bot.errors import RequestRefused
from bot.settings import Settings
from tests.adapters.terminal.builders import DONE, JOB, build_said


@dataclass
class Call:
    """One call of the command, with `outcome` in the place of the core."""

    folder: Path
    outcome: Callable[[JobFolder], Ending]
    settings: list[Settings] = field(default_factory=list)
    orders: list[AnimateOrder] = field(default_factory=list)

    def make(self, **said: object) -> int:
        """Return the exit code of a call with these flags."""
        picture = self.folder / "day.png"
        picture.touch()
        words = {} if "resume" in said else {"words": [str(picture), "dusk"], "output": self.folder}
        command = AnimateCommandLine(self._perform, read_settings=self._read_settings)
        with pytest.raises(typer.Exit) as stopped:
            command(**build_said(**{**words, **said}))
        return stopped.value.exit_code

    def _read_settings(self, folder: Path | None) -> Settings:
        return Settings(data_folder=folder or self.folder / "data", public_base_url="https://bot.example")

    def _perform(self, order: AnimateOrder, settings: Settings, screen: Screen) -> Ending:
        screen.tell("Working")
        self.settings.append(settings)
        self.orders.append(order)
        folder = JobFolder(path=settings.data_folder)
        folder.begin()
        return self.outcome(folder)


def _finish(_folder: JobFolder) -> Ending:
    return end_job(DONE)


def _leave(_folder: JobFolder) -> Ending:
    return end_job(JOB)


def _fail_in_a_group(_folder: JobFolder) -> Ending:
    message = "several"
    raise ExceptionGroup(message, [RequestRefused("It is in use.")])


def test_only_the_path_goes_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = Call(tmp_path, _finish).make()

    captured = capsys.readouterr()
    assert (code, captured.out, captured.err) == (0, "/videos/out.mp4\n", "Working\n")


def test_scripts_get_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Call(tmp_path, _finish).make(json=True)

    assert json.loads(capsys.readouterr().out)["state"] == "done"


def test_a_finished_job_leaves_nothing_but_its_video(tmp_path: Path) -> None:
    Call(tmp_path, _finish).make()

    assert [path.name for path in tmp_path.iterdir()] == ["day.png"]


def test_each_job_has_a_folder_of_its_own_that_stays_while_it_is_needed(tmp_path: Path) -> None:
    call = Call(tmp_path, _leave)

    code = call.make()

    folder = tmp_path / "data" / "terminal" / call.orders[0].job_id
    assert (code, call.settings[0].data_folder, folder.is_dir()) == (130, folder, True)


def test_a_job_is_taken_up_in_its_folder(tmp_path: Path) -> None:
    call = Call(tmp_path, _leave)
    call.make()
    job_id = call.orders[0].job_id
    call.outcome = _finish

    code = call.make(resume=job_id)

    assert (code, call.settings[0], (tmp_path / "data").exists()) == (0, call.settings[1], False)


def test_a_job_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = Call(tmp_path, _finish).make(resume=JOB.id)

    assert (code, "There is no interrupted job" in capsys.readouterr().err) == (2, True)


def test_a_refusal_out_of_many_tasks_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = Call(tmp_path, _fail_in_a_group).make()

    assert (code, capsys.readouterr().err) == (2, "Working\nIt is in use.\n")


def test_a_bug_keeps_its_trace(tmp_path: Path) -> None:
    def fail(_folder: JobFolder) -> Ending:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Call(tmp_path, fail).make()


@pytest.mark.parametrize(("begun", "part"), [(True, "--resume"), (False, "Nothing was charged")])
def test_a_hasty_end_says_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, begun: bool, part: str
) -> None:
    def interrupt(folder: JobFolder) -> Ending:
        if not begun:
            folder.remove()
        raise KeyboardInterrupt

    code = Call(tmp_path, interrupt).make()

    assert (code, part in capsys.readouterr().err, (tmp_path / "data").exists()) == (130, True, begun)


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({"duration": "five"}, "`five` is not"),
        ({"words": ["dusk"]}, "There is no picture yet"),
        ({"output": Path("/nowhere/out.mp4")}, "cannot be written"),
        ({"quality": "8k"}, "`8k` is none of them"),
    ],
)
def test_refusals_open_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], said: dict[str, object], part: str
) -> None:
    call = Call(tmp_path, _finish)

    code = call.make(**said)

    assert (code, call.orders, part in capsys.readouterr().err) == (2, [], True)


def test_no_link_leads_to_a_page_that_is_not_served(tmp_path: Path) -> None:
    call = Call(tmp_path, _finish)

    call.make()

    assert call.settings[0].public_base_url is None


def test_the_live_line_is_left_in_peace_by_the_log(tmp_path: Path) -> None:
    call = Call(tmp_path, _finish)

    call.make()

    assert call.settings[0].log_level == "WARNING"
