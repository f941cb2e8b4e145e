"""Faults on demand: that each documented one can be had, and costs nothing."""

import pytest

from adapters.studio.task import FaultCode
from tests.adapters.studio.client import Answer, StudioClient, build_body

KEY = "job-0123456789abcdef"


async def submit_with_fault(client: StudioClient, fault: str) -> Answer:
    headers = {"Flipbook-Fault": fault, "Idempotency-Key": KEY}
    return await client.call("POST", "/v1/videos/generations", json=build_body(), headers=headers)


@pytest.mark.parametrize(
    ("wanted", "code", "kind"),
    [
        ("429", "rate_limit_exceeded", "rate_limit_error"),
        ("500", "internal_error", "api_error"),
        ("502", "upstream_error", "upstream_error"),
        ("503", "service_unavailable", "api_error"),
    ],
)
async def test_refuses_as_asked_and_uses_nothing_up(client: StudioClient, wanted: str, code: str, kind: str) -> None:
    refused = await submit_with_fault(client, wanted)
    accepted = await client.submit(build_body(), key=KEY)

    assert (refused.status, refused.error["code"], refused.error["type"]) == (int(wanted), code, kind)
    assert accepted.status == 200
    assert "idempotency-replayed" not in accepted.headers


@pytest.mark.parametrize("code", list(FaultCode))
async def test_fails_the_task_as_asked_and_charges_nothing(client: StudioClient, code: FaultCode) -> None:
    accepted = await submit_with_fault(client, code)

    task = await client.wait_until_over(accepted.body["id"])

    assert (task["status"], task["progress"], task["usage"]["credits_used"]) == ("failed", 0, 0)
    assert (task["error"]["code"], task["error"]["type"]) == (code, "task_error")


async def test_knows_no_other_fault(client: StudioClient) -> None:
    refused = await submit_with_fault(client, "earthquake")

    assert (refused.status, refused.error["param"]) == (400, "Flipbook-Fault")
