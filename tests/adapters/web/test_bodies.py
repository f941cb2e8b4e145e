from io import BytesIO

import pytest

from tests.adapters.web.visitor import Visitor


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"event_id": "short"}', b'{"event_id": null}', b'"text"'])
async def test_refuses_bodies_that_the_page_never_sends(ana: Visitor, body: bytes) -> None:
    headers = {"Origin": ana.origin, "Content-Type": "application/json"}

    async with ana.session.post("/api/jobs/job1/actions/reroll", data=body, headers=headers) as response:
        assert response.status == 422
        assert "did not arrive whole" in (await response.json())["sentence"]


async def test_refuses_bodies_of_more_than_a_megabyte(ana: Visitor) -> None:
    headers = {"Origin": ana.origin, "Content-Type": "application/json"}
    body = BytesIO(b"x" * 1_100_000)

    async with ana.session.post("/api/channels", data=body, headers=headers) as response:
        assert response.status == 413
