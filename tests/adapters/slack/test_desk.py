"""What handlers work with where nothing else was said."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.desk import Desk
from adapters.slack.occasion import Occasion
from bot.job.quote import Quotes
from tests.adapters.slack.lobby import FakeVideoSharing
from tests.adapters.slack.office import open_office
from tests.fakes.job_service import FakeJobService
from tests.fakes.video_service import FakeVideoService


@pytest.fixture
async def desks() -> AsyncIterator[tuple[Desk, Desk]]:
    """Set up two desks with nothing but what they need."""
    async with open_office() as office:
        jobs = FakeJobService()
        first, second = [
            Desk(
                jobs=jobs,
                quotes=Quotes(FakeVideoService(clock=office.clock)),
                notify=jobs.notify,
                help_text=jobs.help_text(),
                connection=office.connection,
                videos=FakeVideoSharing(),
            )
            for _ in range(2)
        ]
        yield first, second


async def test_tokens_go_to_slacks_own_hosts_by_https_alone(desks: tuple[Desk, Desk]) -> None:
    assert desks[0].file_hosts == {"files.slack.com", "files.slack-gov.com"}
    assert desks[0].file_schemes == {"https"}


async def test_desks_share_nothing(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    await first.running.drain(within_seconds=0)

    assert not first.running.join()
    assert second.running.join()
    assert first.visitors is not second.visitors


async def test_a_process_of_its_own_answers_everything(desks: tuple[Desk, Desk]) -> None:
    occasion = Occasion(team_id="T1", user_id="U1", event_id="T1:C1:1.5")

    assert [await desk.gate.may_answer(occasion) for desk in desks] == [True, True]
