from dataclasses import replace
from pathlib import Path

import pytest

from adapters.studio.json_folder import JsonFolder
from adapters.studio.ledger import FoldedSpending, Ledger
from adapters.studio.task import Task, TaskState
from adapters.studio.task_register import TaskRegister
from bot.errors import ServiceFailed
from tests.adapters.studio.test_ledger import build_task

TASK = build_task()


async def open_register(folder: Path) -> tuple[TaskRegister, Ledger]:
    ledger = Ledger()
    register = TaskRegister(
        ledger,
        tasks=JsonFolder(folder / "tasks", Task),
        folded=JsonFolder(folder / "accounts", FoldedSpending),
    )
    await register.load()
    return register, ledger


async def test_refuses_a_move_that_no_life_makes(tmp_path: Path) -> None:
    register, _ = await open_register(tmp_path)
    await register.add(replace(TASK, state=TaskState.COMPLETED))

    with pytest.raises(ServiceFailed):
        await register.save(replace(TASK, state=TaskState.PROCESSING))

    found = register.find(TASK.task_id)
    assert found is not None
    assert found.state is TaskState.COMPLETED


async def test_takes_in_nothing_that_could_not_be_stored(tmp_path: Path) -> None:
    register, ledger = await open_register(tmp_path)
    (tmp_path / "tasks").rmdir()

    with pytest.raises(OSError, match="No such file"):
        await register.add(TASK)

    assert register.find(TASK.task_id) is None
    assert ledger.get_reserved_uc(TASK.owner) == 0


async def test_counts_folded_tasks_once_even_if_their_files_stayed(tmp_path: Path) -> None:
    register, _ = await open_register(tmp_path)
    done = replace(TASK, state=TaskState.COMPLETED, ended_at=1.0)
    await register.add(done)
    await register.fold(TASK.owner, [done])
    await JsonFolder(tmp_path / "tasks", Task).write(done.task_id, done)

    restarted, ledger = await open_register(tmp_path)

    assert restarted.find(TASK.task_id) is None
    assert ledger.get_spent_uc(TASK.owner) == TASK.price_uc
