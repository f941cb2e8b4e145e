"""Questions and their private answers."""

from bot.job.job import JobState, Requester
from tests.adapters.slack.lobby import VIDEO, Lobby, open_busy_lobby
from tests.servers.slack.records import Message, Person


async def ask(lobby: Lobby, command: str, words: str = "", *, person: Person | None = None) -> Message:
    """Let somebody use a command and return the private answer."""
    asker = person or lobby.anna
    asked = lobby.slack.slash(command, words, person=asker, channel=lobby.channel)
    await lobby.slack.until(lambda: asked.replies)
    assert asked.replies[0].viewer is asker
    return asked.replies[0]


async def test_lists_ones_jobs_newest_first_with_a_way_to_each() -> None:
    async with open_busy_lobby() as lobby:
        lobby.keep_job("a", state=JobState.RENDERING, card_message_id=f"{lobby.channel.id}:1.5")
        done = lobby.keep_job("b", state=JobState.DONE, video=VIDEO)
        answer = await ask(lobby, "/jobs")

    assert answer.words.index("*Done*") < answer.words.index("*Rendering*")
    assert f"slack.com/archives/{lobby.channel.id}/p15|open" in answer.words
    assert [button["action_id"] for button in answer.buttons] == [f"job:{done.id}:fetch"]


async def test_others_jobs_and_those_of_other_workspaces_are_not_listed() -> None:
    async with open_busy_lobby() as lobby:
        lobby.keep_job("a", requester=Requester(platform="slack", id="U0OTHER", name="Bob"))
        lobby.keep_job("b", address=lobby.address().model_copy(update={"tenant": "T0OTHER"}))
        answer = await ask(lobby, "/jobs")

    assert "no videos yet" in answer.text


async def test_what_people_are_called_calls_nobody() -> None:
    async with open_busy_lobby() as lobby:
        person = lobby.slack.add_person(lobby.acme, "<!channel> & Co")
        answer = await ask(lobby, "/notify", "mine", person=person)

    assert answer.text == "Done, &lt;!channel&gt; &amp; Co."


async def test_channels_in_answers_can_be_clicked() -> None:
    async with open_busy_lobby() as lobby:
        person = lobby.slack.add_person(lobby.acme, f"#{lobby.channel.id}")
        answer = await ask(lobby, "/notify", "mine", person=person)

    assert answer.text == f"Done, <#{lobby.channel.id}>."


async def test_help_is_what_the_core_says() -> None:
    async with open_busy_lobby() as lobby:
        answer = await ask(lobby, "/animate", "help")

    assert answer.text == lobby.jobs.help_text()
