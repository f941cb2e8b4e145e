"""Two processes that are told by one Slack app and write down in one store what each of them answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.slack.event_gate import EventGate
from storage.claims import SqlClaimStore
from storage.database import open_database
from tests.adapters.slack.lobby import PICTURE, Lobby, open_lobby
from tests.servers.slack.deliveries import Delivery


@dataclass(kw_only=True)
class TwoGateways:
    """A workspace with two bots in it, and which of them asked whether it may answer."""

    lobby: Lobby
    asked: list[str] = field(default_factory=list)
    granted: list[str] = field(default_factory=list)
    #: Where the left one takes signed requests; empty when both listen by Socket Mode, where they take turns.
    left_url: str = ""

    def build_gate(self, process: str, claims: SqlClaimStore) -> EventGate:
        """Build the gate of one process, which notes down what it is asked."""

        async def claim(name: str) -> bool:
            may = await claims.claim(name)
            self.granted += [process] if may else []
            self.asked.append(process)
            return may

        return EventGate(claim)

    async def tell_again(self, delivery: Delivery) -> Delivery:
        """Let Slack bring something to the other process too, and wait until both have asked for it."""
        await self.lobby.slack.until(lambda: len(self.asked) == 1)
        self.lobby.slack.app.request_url = self.left_url
        again = await self.lobby.slack.courier.repeat(delivery)
        await self.lobby.slack.until(lambda: len(self.asked) == 2)
        return again

    @property
    def answered_once(self) -> bool:
        """Whether both processes were told, and only the first of them went on."""
        return sorted(self.asked) == ["left", "right"] and self.granted == self.asked[:1]


@asynccontextmanager
async def open_two_gateways(folder: Path, *, uses_socket: bool = True) -> AsyncIterator[TwoGateways]:
    """Let two bots listen; what they had taken is finished when the block has been left."""
    async with open_lobby() as lobby, open_database(f"sqlite:///{folder / 'store.db'}") as database:
        both = TwoGateways(lobby=lobby)
        run = lobby.run_bot if uses_socket else lobby.run_bot_by_requests
        lobby.extras["gate"] = both.build_gate("left", SqlClaimStore(database, process_id="left"))
        async with run():
            lobby.extras["gate"] = both.build_gate("right", SqlClaimStore(database, process_id="right"))
            both.left_url = lobby.slack.app.request_url
            async with run():
                if uses_socket:
                    await lobby.slack.ready(connections=2)
                yield both


def call(lobby: Lobby) -> str:
    """Return words that name the bot."""
    assert lobby.acme.bot is not None
    return f"{lobby.acme.bot.mention} waves"


async def test_a_mention_that_both_are_told_of_is_one_order(tmp_path: Path) -> None:
    async with open_two_gateways(tmp_path) as both:
        both.lobby.slack.say(both.lobby.channel, both.lobby.anna, call(both.lobby), files=[PICTURE])
        again = await both.tell_again(both.lobby.slack.events("app_mention")[0])

    assert both.answered_once
    assert again.is_acknowledged
    assert len(both.lobby.jobs.commands) == 1


async def test_a_refused_mention_is_answered_once(tmp_path: Path) -> None:
    async with open_two_gateways(tmp_path) as both:
        # Without a picture the bot has to say what it lacks, which is a message of its own.
        both.lobby.slack.say(both.lobby.channel, both.lobby.anna, call(both.lobby))
        await both.tell_again(both.lobby.slack.events("app_mention")[0])

    said = [one for one in both.lobby.slack.messages(both.lobby.channel) if one.author.is_bot]
    assert both.answered_once
    assert len(said) == 1


async def test_signed_requests_to_both_are_answered_once(tmp_path: Path) -> None:
    async with open_two_gateways(tmp_path, uses_socket=False) as both:
        both.lobby.slack.say(both.lobby.channel, both.lobby.anna, call(both.lobby), files=[PICTURE])
        again = await both.tell_again(both.lobby.slack.events("app_mention")[0])

    assert both.answered_once
    assert again.is_acknowledged
    assert len(both.lobby.jobs.commands) == 1


async def test_a_command_is_answered_once(tmp_path: Path) -> None:
    async with open_two_gateways(tmp_path) as both:
        listed = both.lobby.slack.slash("/jobs", person=both.lobby.anna, channel=both.lobby.channel)
        again = await both.tell_again(listed)
        await both.lobby.slack.until(lambda: listed.replies)

    assert both.answered_once
    assert again.is_acknowledged
    assert len(listed.replies) == 1


async def test_a_press_of_a_button_is_one_deed_and_the_next_press_another(tmp_path: Path) -> None:
    async with open_two_gateways(tmp_path) as both:
        action_id = f"job:{both.lobby.keep_job().id}:cancel"
        button = await both.lobby.post_button(action_id)
        await both.tell_again(both.lobby.slack.click(button, action_id, person=both.lobby.anna))
        was_answered_once = both.answered_once
        both.lobby.slack.click(button, action_id, person=both.lobby.anna)
        await both.lobby.slack.until(lambda: len(both.asked) == 3)

    assert was_answered_once
    assert len(both.lobby.jobs.actions) == 2


async def test_a_form_that_is_sent_to_both_is_one_order(tmp_path: Path) -> None:
    async with open_two_gateways(tmp_path) as both:
        typed = both.lobby.slack.slash("/animate", "waves", person=both.lobby.anna, channel=both.lobby.channel)
        await both.lobby.slack.until(lambda: typed.views)
        both.asked.clear()
        both.granted.clear()
        again = await both.tell_again(both.lobby.slack.submit(typed.views[0], {"first": [PICTURE]}))

    assert both.answered_once
    assert again.is_acknowledged
    assert len(both.lobby.jobs.commands) == 1


async def test_a_form_that_one_refused_can_be_sent_to_the_other(tmp_path: Path) -> None:
    async with open_two_gateways(tmp_path) as both:
        typed = both.lobby.slack.slash("/animate", "waves", person=both.lobby.anna, channel=both.lobby.channel)
        await both.lobby.slack.until(lambda: typed.views)
        refused = both.lobby.slack.submit(typed.views[0])
        await refused.over()
        both.lobby.slack.submit(typed.views[0], {"first": [PICTURE]})
        await both.lobby.slack.until(lambda: both.lobby.jobs.commands)

    assert list(refused.errors) == ["first"]
    assert len(both.lobby.jobs.commands) == 1


async def test_everybody_gets_a_home_tab_each_time_they_open_it(tmp_path: Path) -> None:
    async with open_two_gateways(tmp_path) as both:
        for _ in range(3):
            both.lobby.slack.open_home(both.lobby.anna)
        await both.lobby.slack.until(lambda: len(both.asked) == 3)

    assert {"left", "right"} == set(both.asked)
    assert len(both.granted) == 3
