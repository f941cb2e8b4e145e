from datetime import UTC, datetime

from bot.ports import FrameAddresses
from storage.database import Database
from storage.submitted_frames import SqlFrameMemory


async def test_of_two_processes_that_send_a_job_the_first_decides_on_the_addresses(database: Database) -> None:
    first, second = [SqlFrameMemory(database, read_clock=lambda: datetime.now(UTC)) for _ in range(2)]
    sent = await first.write("a", FrameAddresses(first="https://files.example/1.png"))

    assert await second.write("a", FrameAddresses(first="https://files.example/2.png")) == sent
