import pytest
from pydantic import ValidationError

from adapters.kling.answers import Credits, TaskAnswer


def test_an_accepted_task_is_not_lost_over_odd_details() -> None:
    body = {
        "id": "task-unified-1757169743-7cvnl5zw",
        "status": 7,
        "progress": "many",
        "task_info": ["no"],
        "results": {"a": 1},
        "result_data": 3,
        "error": "none",
        "billing": 1,
        "brand_new": {"member": True},
    }

    task = TaskAnswer.model_validate(body)

    assert task.id == "task-unified-1757169743-7cvnl5zw"
    assert (task.status, task.progress, task.task_info, task.video_url) == (None, None, None, None)


@pytest.mark.parametrize(
    "body", [{}, {"id": ""}, {"id": 7}, {"id": "../../v1/credits"}, {"id": "x" * 129}, [], None, "x"]
)
def test_an_answer_without_a_usable_id_is_no_task(body: object) -> None:
    with pytest.raises(ValidationError):
        TaskAnswer.model_validate(body)


def test_reads_an_id_under_its_other_name() -> None:
    assert TaskAnswer.model_validate({"task_id": "task-unified-1-a"}).id == "task-unified-1-a"


@pytest.mark.parametrize(
    "members",
    [
        {"results": ["https://a/x.mp4", "https://b/x.mp4"]},
        {"results": [], "result_data": [{"video_url": "https://a/x.mp4"}]},
        {"result_data": [{"other": 1}, {"video_url": "https://a/x.mp4"}]},
        {"result_data": {"video_url": "https://a/x.mp4"}},
    ],
)
def test_finds_the_video_wherever_it_is(members: dict[str, object]) -> None:
    assert TaskAnswer.model_validate({"id": "t", **members}).video_url == "https://a/x.mp4"


@pytest.mark.parametrize(("unlimited", "spendable"), [(False, 5.0), (True, 90.0)])
def test_a_limited_key_spends_no_more_than_its_own_balance(*, unlimited: bool, spendable: float) -> None:
    credits_left = Credits.model_validate(
        {
            "token": {"remaining_credits": 5.0, "unlimited_credits": unlimited},
            "user": {"remaining_credits": 90.0},
        }
    )

    assert credits_left.spendable == spendable


def test_a_broken_answer_is_not_quoted_in_the_error() -> None:
    with pytest.raises(ValidationError) as caught:
        TaskAnswer.model_validate({"id": "a secret prompt"})

    assert "secret" not in str(caught.value)
