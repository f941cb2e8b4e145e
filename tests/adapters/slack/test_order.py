"""Orders on their way to the core."""

from adapters.slack.order import Order
from adapters.slack.places import is_direct, locate
from bot.job.command import StoredPicture
from bot.job.job import Requester

ANNA = Requester(platform="slack", id="U1", name="Anna")


def test_an_order_becomes_the_cores_command() -> None:
    order = Order(words={"prompt": "waves"}, frames={"last": StoredPicture(key="k.jpg")}, parent_id="a")
    command = order.build_command("e", requester=ANNA, address=locate("T1", "C1", thread="1.1"))

    assert (command.event_id, command.requester, command.options) == ("e", ANNA, {"prompt": "waves"})
    assert (command.first_frame, command.last_frame, command.parent_id) == (None, StoredPicture(key="k.jpg"), "a")
    assert (command.address.tenant, command.address.place, command.address.thread) == ("T1", "C1", "1.1")


def test_conversations_of_two_are_known_by_their_id() -> None:
    assert (is_direct("D1"), is_direct("C1"), is_direct("G1")) == (True, False, False)
