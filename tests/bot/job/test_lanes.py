from collections import Counter

import pytest

from bot.job.job import ReplyAddress, Requester
from bot.job.lanes import Lanes
from tests.contracts.samples import build_job

STUDIO = ReplyAddress(platform="discord", tenant="studio", place="general")


def choose(lanes: Lanes, person: str, *, address: ReplyAddress = STUDIO) -> str:
    requester = Requester(platform="discord", id=person, name=person)
    return lanes.choose(build_job("a", requester=requester, address=address))


def test_without_a_limit_for_servers_everybody_has_a_lane() -> None:
    lanes = Lanes(running_per_person=3)

    assert len({choose(lanes, f"p{number}") for number in range(50)}) == 50
    assert choose(lanes, "p1") == choose(lanes, "p1", address=ReplyAddress(platform="discord", place="dm"))


def test_a_server_gets_no_more_lanes_than_its_limit_has_room_for() -> None:
    lanes = Lanes(running_per_person=3, running_per_server=12)

    people = Counter(choose(lanes, f"p{number}") for number in range(200))

    assert len(people) * lanes.running_per_lane == 12
    assert min(people.values()) > 20


def test_servers_share_no_lanes() -> None:
    lanes = Lanes(running_per_person=3, running_per_server=3)
    other = STUDIO.model_copy(update={"tenant": "other"})

    assert choose(lanes, "p1") == choose(lanes, "p2")
    assert choose(lanes, "p1") != choose(lanes, "p1", address=other)


def test_direct_messages_belong_to_no_server() -> None:
    lanes = Lanes(running_per_person=3, running_per_server=3)
    direct = ReplyAddress(platform="discord", place="dm")

    assert choose(lanes, "p1", address=direct) != choose(lanes, "p2", address=direct)


@pytest.mark.parametrize(("per_server", "expected"), [(None, 3), (2, 2), (3, 3), (10, 3)])
def test_a_lane_never_lets_more_run_than_either_limit(per_server: int | None, expected: int) -> None:
    assert Lanes(running_per_person=3, running_per_server=per_server).running_per_lane == expected
