"""Whatever happens to tasks, a balance is what was reserved and spent, no more and no less."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from adapters.studio.ledger import Ledger
from adapters.studio.task import MOVES, Task, TaskState


def build_task(price_uc: int = 162_000) -> Task:
    return Task(
        task_id="task-unified-1757169743-7cvnl5zw",
        owner="first",
        model="kling-v3-image-to-video",
        created_at=0.0,
        base_url="http://127.0.0.1",
        price_uc=price_uc,
        first_estimate_seconds=3,
        body_digest="",
    )


@given(st.lists(st.tuples(st.integers(1, 10**9), st.lists(st.integers(0, 3), max_size=6)), max_size=8))
def test_equals_the_sum_over_its_tasks(lives: list[tuple[int, list[int]]]) -> None:
    ledger, tasks = Ledger(), list[Task]()
    for price_uc, choices in lives:
        task = build_task(price_uc)
        ledger.count_change(None, task)
        for choice in choices:
            moves = sorted(MOVES[task.state])
            following = replace(task, state=moves[choice % len(moves)]) if moves else task
            ledger.count_change(task, following)
            task = following
        tasks.append(task)

    assert ledger.get_reserved_uc("first") == sum(task.price_uc for task in tasks if not task.is_over)
    assert ledger.get_spent_uc("first") == sum(task.price_uc for task in tasks if task.state is TaskState.COMPLETED)
