"""Questions and their private answers."""

from pathlib import Path

import pytest

from adapters.discord.job_list import MOST_JOBS
from bot.job.job import JobState, Requester
from bot.notification import NotificationRule
from bot.policy.budget import Allowance, build_monthly_budget
from bot.policy.ledger import Account, AccountKind, count_units
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.contracts.samples import NOON
from tests.servers.discord.records import ChannelType

ALLOWANCE = Allowance(
    budget=build_monthly_budget(
        Account(kind=AccountKind.PERSON, platform="discord", id="1"), limit_units=count_units(10), now=NOON
    ),
    spent_units=count_units(4),
)
LEFT = ALLOWANCE.describe()


async def ask(house: DiscordHouse, name: str, **options: object) -> str:
    """Let Anna use a command and return the private answer."""
    asked = await house.discord.slash(name, options, user=house.anna, channel=house.channel)
    await house.discord.until(lambda: asked.response and not asked.response.is_loading)
    assert asked.response is not None
    assert asked.response.is_ephemeral
    return asked.response.text


async def test_lists_ones_jobs_with_a_way_to_each(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.keep_job("a", state=JobState.RENDERING, card_message_id="5")
        house.keep_job("b", state=JobState.DONE, result_message_id="6", video=house.keep_video())
        answer = await ask(house, "jobs")

    place = f"https://discord.com/channels/{house.guild.id}/{house.channel.id}"
    assert answer.splitlines()[0].startswith("1. **Done** · a ship")
    assert f"{place}/6" in answer
    assert f"{place}/5" in answer


async def test_says_that_there_are_no_jobs(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        answer = await ask(house, "jobs")

    assert "no videos yet" in answer


async def test_ones_budget_is_told_with_ones_jobs(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.budget.allowances = [ALLOWANCE]
        nothing = await ask(house, "jobs")
        for number in range(MOST_JOBS):
            house.keep_job(f"{number}", state=JobState.DONE, video=house.keep_video())
        full = await ask(house, "jobs")

    assert nothing.splitlines()[-1] == LEFT
    assert full.splitlines()[0] == LEFT


async def test_help_tells_the_budget(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.budget.allowances = [ALLOWANCE]
        answer = await ask(house, "help")

    assert answer.splitlines()[-1] == LEFT


async def test_help_is_told(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        answer = await ask(house, "help")

    assert answer == house.jobs.help_text()


async def test_notify_is_spelt_for_the_core(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await ask(house, "notify")
        await ask(house, "notify", what="mine")
        await ask(house, "notify", what="remove", rule="ab12cd34")

    assert [words for words, _ in house.jobs.notify_words] == ["", "mine", "remove ab12cd34"]
    assert {here for _, here in house.jobs.notify_words} == {house.address}


@pytest.mark.parametrize(("options", "words"), [({}, "#{id}"), ({"what": "mine"}, "mine #{id}")])
async def test_notify_names_the_channel_that_was_picked(tmp_path: Path, options: dict[str, str], words: str) -> None:
    async with open_house(tmp_path) as house:
        films = house.discord.add_channel(house.guild, "films")
        async with house.run_bot():
            await ask(house, "notify", channel=films, **options)

    assert house.jobs.notify_words == [(words.format(id=films.id), house.address)]


async def test_notify_takes_a_channel_for_news(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        news = house.discord.add_channel(house.guild, "news", type_=ChannelType.ANNOUNCEMENT)
        async with house.run_bot():
            await ask(house, "notify", channel=news)

    assert house.jobs.notify_words[0][0] == f"#{news.id}"


async def test_notify_offers_no_channel_that_takes_no_messages(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        forum = house.discord.add_channel(house.guild, "ideas", type_=ChannelType.FORUM)
        async with house.run_bot():
            with pytest.raises(LookupError, match="takes channels of the types"):
                await ask(house, "notify", channel=forum)


async def suggest(house: DiscordHouse, name: str, option: str, typed: str) -> list[tuple[str, str]]:
    """Let Anna type into an option and return what is suggested."""
    asked = await house.discord.autocomplete(
        name, {option: typed}, focused=option, user=house.anna, channel=house.channel
    )
    await house.discord.until(lambda: asked.is_acknowledged)
    return [(choice["name"], choice["value"]) for choice in asked.choices]


def build_rule(house: DiscordHouse, rule_id: str, *, by: Requester) -> NotificationRule:
    """Build a rule that announces everyone's videos in the channel."""
    server = house.address.model_copy(update={"place": ""})
    return NotificationRule(
        id=rule_id, source=server, target=house.address, created_by=by, only_mine=False, created_at=NOON
    )


async def test_suggests_the_rules_that_one_may_remove(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        other = house.requester.model_copy(update={"id": "5"})
        house.jobs.rules = [build_rule(house, "ab12cd34", by=house.requester), build_rule(house, "other123", by=other)]
        suggested = await suggest(house, "notify", "rule", "")

    assert suggested == [("ab12cd34 · everyone's videos in #general", "ab12cd34")]


async def test_suggests_ones_own_jobs_by_what_was_typed(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        done = house.keep_job("a", state=JobState.DONE)
        house.keep_job("b", state=JobState.RENDERING)
        suggested = await suggest(house, "jobs", "video", "DONE")

    assert suggested == [("Done · a ship", done.id)]


async def test_suggests_no_more_than_discord_shows(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        for number in range(30):
            house.keep_job(f"a{number:02}")
        suggested = await suggest(house, "jobs", "video", "")

    assert len(suggested) == 25


async def test_shows_the_chosen_job_alone(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.keep_job("a", state=JobState.DONE)
        chosen = house.keep_job("b", state=JobState.RENDERING)
        answer = await ask(house, "jobs", video=chosen.id)

    assert answer.startswith("1. **Rendering**")
    assert "Done" not in answer


async def test_knows_nothing_of_the_jobs_of_others(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.keep_job("a")
        answer = await ask(house, "jobs", video="b" * 24)

    assert "no such video" in answer
