import pytest

from adapters.kling.answers import TaskAnswer
from adapters.kling.failures import TASK_SENTENCES, describe_failure
from bot.job.job import Charge
from bot.messages import service as sentences
from tests.servers.video_api_errors import TASK_ERRORS


def build_failed_task(code: object, message: str = "", **members: object) -> TaskAnswer:
    body = {"id": "task-unified-1-a", "status": "failed", "error": {"code": code, "message": message}, **members}
    return TaskAnswer.model_validate(body)


@pytest.mark.parametrize(("code", "message"), TASK_ERRORS)
def test_every_documented_code_has_a_sentence_of_the_table(code: str, message: str) -> None:
    failure = describe_failure(build_failed_task(code, message))

    assert failure.code == code
    assert failure.sentence == TASK_SENTENCES[code]()


def test_every_code_but_a_lost_task_is_not_charged() -> None:
    charges = {code: describe_failure(build_failed_task(code)).charge for code, _ in TASK_ERRORS}

    assert charges.pop("resource_not_found") is Charge.UNKNOWN
    assert set(charges.values()) == {Charge.NOT_CHARGED}


@pytest.mark.parametrize("code", ["never_heard_of", 1301, None, {"deep": 1}])
def test_a_code_that_nobody_documented_is_a_failure_without_reason(code: object) -> None:
    assert describe_failure(build_failed_task(code)).sentence == sentences.failed_without_reason()


def test_a_failed_task_without_any_error_is_a_failure_without_reason() -> None:
    task = TaskAnswer.model_validate({"id": "task-unified-1-a", "status": "failed", "error": None})

    assert describe_failure(task).code == "unknown_error"


def test_codes_about_channels_mean_that_the_service_is_busy() -> None:
    assert describe_failure(build_failed_task("channel_timeout")).sentence == sentences.service_busy()


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("Photorealistic people detected", "it saw people who look real"),
        ("celebrity detected in image", "it recognised a celebrity"),
        ("third-party content violation", "it recognised something that belongs to others"),
        ("nudity detected", "it saw nudity"),
        ("violence content blocked", "it saw violence"),
        ("minor content not allowed", "it saw a minor"),
    ],
)
def test_says_what_the_service_objects_to(message: str, reason: str) -> None:
    failure = describe_failure(build_failed_task("content_policy_violation", message))

    assert failure.sentence == sentences.content_refused(reason)


@pytest.mark.parametrize(
    ("billing", "charge"),
    [
        ({"charge_status": "released"}, Charge.NOT_CHARGED),
        ({"charge_status": "reserved", "refund_status": "pending"}, Charge.NOT_CHARGED),
        ({"charge_status": "charged", "refund_status": "completed"}, Charge.NOT_CHARGED),
        ({"charge_status": "charged", "refund_status": "pending"}, Charge.NOT_CHARGED),
        ({"charge_status": "charged", "refund_status": "not_required"}, Charge.CHARGED),
        ({"charge_status": "charged", "refund_status": "failed"}, Charge.CHARGED),
        ({"charge_status": "charged"}, Charge.UNKNOWN),
        ("broken", Charge.NOT_CHARGED),
    ],
)
def test_believes_the_bill_where_there_is_one(billing: object, charge: Charge) -> None:
    assert describe_failure(build_failed_task("service_error", billing=billing)).charge is charge
