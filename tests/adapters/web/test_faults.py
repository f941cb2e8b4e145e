import logging

import pytest

from tests.adapters.web.builders import build_job
from tests.adapters.web.conftest import WebHouse
from tests.adapters.web.visitor import Visitor


async def test_what_nobody_foresaw_is_told_by_a_reference_and_logged_under_it(
    house: WebHouse, ana: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    house.jobs.keep(build_job())
    house.jobs.fault = RuntimeError("a secret detail")

    with caplog.at_level(logging.ERROR, logger="adapters.web.faults"):
        response = await ana.send("/api/jobs/job1/actions/reroll", {"event_id": "event-0001"})

    answer = await response.json()
    record = caplog.records[0]
    assert response.status == 500
    assert "a secret detail" not in await response.text()
    assert record.__dict__["reference"] == answer["reference"]
    assert record.exc_info is not None


async def test_unknown_addresses_stay_plain_404s(ana: Visitor) -> None:
    async with ana.session.get("/api/nowhere") as response:
        assert response.status == 404
