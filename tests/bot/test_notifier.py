import pytest

from bot.errors import RequestRefused
from bot.job.job import ReplyAddress
from bot.notifier import Notifier
from tests.contracts.samples import ADA, NOON
from tests.fakes.chat_platform import FakeChatPlatform
from tests.fakes.notifications import MemoryNotificationStore

BOB = ADA.model_copy(update={"id": "u2", "name": "Bob"})
HERE = ReplyAddress(platform="web", place="general")
FILMS = ReplyAddress(platform="web", place="films")


@pytest.fixture
def rules() -> MemoryNotificationStore:
    return MemoryNotificationStore()


@pytest.fixture
def notifier(rules: MemoryNotificationStore) -> Notifier:
    """Build a notifier for a chat with two open channels and one of Ada's, beside another platform."""
    web, slack = [FakeChatPlatform(clock=lambda: NOON, name=name) for name in ("web", "slack")]
    web.places |= {"films": None, "list": None, "ada": ADA.id}
    return Notifier(rules=rules, platforms={"web": web, "slack": slack}, clock=lambda: NOON)


async def refusal_of(notifier: Notifier, words: str) -> str:
    """Return the sentence with which Ada's words are refused."""
    with pytest.raises(RequestRefused) as caught:
        await notifier.obey(words, person=ADA, here=HERE)
    return caught.value.sentence


@pytest.mark.parametrize(
    ("words", "place", "only_mine"),
    [
        ("", HERE, False),
        ("  mine ", HERE, True),
        ("#films", FILMS, False),
        ("films", FILMS, False),
        ("mine #films", FILMS, True),
        ("#list", ReplyAddress(platform="web", place="list"), False),
        ("slack:#general", ReplyAddress(platform="slack", place="general"), False),
    ],
)
async def test_adds_a_rule(
    notifier: Notifier, rules: MemoryNotificationStore, words: str, place: ReplyAddress, *, only_mine: bool
) -> None:
    answer = await notifier.obey(words, person=BOB, here=HERE)
    [rule] = rules.rules.values()

    assert (rule.target, rule.only_mine, rule.created_at) == (place, only_mine, NOON)
    assert rule.source == ReplyAddress(platform="web", place="")
    assert f"`/notify remove {rule.id}`" in answer
    assert ("your videos" if only_mine else "everyone's videos") in answer


@pytest.mark.parametrize("words", ["", "mine", "#films"])
async def test_the_same_wish_twice_is_one_rule(notifier: Notifier, rules: MemoryNotificationStore, words: str) -> None:
    await notifier.obey(words, person=ADA, here=HERE)
    answer = await notifier.obey(words, person=ADA, here=HERE)

    assert "hears about that already" in answer
    assert len(rules.rules) == 1


async def test_two_people_may_each_hear_of_their_own(notifier: Notifier, rules: MemoryNotificationStore) -> None:
    for person in (ADA, BOB):
        await notifier.obey("mine", person=person, here=HERE)

    assert [rule.created_by for rule in rules.rules.values()] == [ADA, BOB]


@pytest.mark.parametrize("words", ["#nowhere", "mine nowhere", "discord:#general", "mine:#films"])
async def test_an_unknown_place_is_refused(notifier: Notifier, rules: MemoryNotificationStore, words: str) -> None:
    assert "I know no channel" in await refusal_of(notifier, words)
    assert rules.rules == {}


async def test_a_place_that_one_may_not_see_is_like_none(notifier: Notifier) -> None:
    with pytest.raises(RequestRefused, match="I know no channel `#ada`"):
        await notifier.obey("#ada", person=BOB, here=HERE)


@pytest.mark.parametrize("words", ["remove", "mine help", "list all", "remove a b", "mine mine", "a b c"])
async def test_other_words_are_answered_with_the_usage(
    notifier: Notifier, rules: MemoryNotificationStore, words: str
) -> None:
    assert "`/notify list` shows the rules" in await refusal_of(notifier, words)
    assert rules.rules == {}


async def test_help_teaches_the_command(notifier: Notifier) -> None:
    assert "`/notify mine`" in await notifier.obey("help", person=ADA, here=HERE)


async def test_lists_the_rules(notifier: Notifier, rules: MemoryNotificationStore) -> None:
    await notifier.obey("", person=ADA, here=HERE)
    await notifier.obey("mine #films", person=BOB, here=HERE)
    lines = (await notifier.obey("list", person=ADA, here=HERE)).splitlines()
    first, second = sorted(rules.rules.values(), key=lambda rule: rule.id)

    assert set(lines) == {
        f"`{rule.id}` {'#films: Bob' if rule.only_mine else 'This channel: everyone'}'s videos"
        for rule in (first, second)
    }


async def test_says_so_when_there_are_no_rules(notifier: Notifier) -> None:
    assert (await notifier.obey("list", person=ADA, here=HERE)).startswith("No channel is notified yet.")


async def test_the_list_does_not_tell_of_places_that_one_may_not_see(notifier: Notifier) -> None:
    await notifier.obey("#ada", person=ADA, here=HERE)

    assert "#ada" in await notifier.obey("list", person=ADA, here=HERE)
    assert "#ada" not in await notifier.obey("list", person=BOB, here=HERE)


@pytest.mark.parametrize("form", ["remove {}", "remove `{}`"])
async def test_removes_a_rule(notifier: Notifier, rules: MemoryNotificationStore, form: str) -> None:
    await notifier.obey("", person=ADA, here=HERE)
    [rule_id] = rules.rules
    answer = await notifier.obey(form.format(rule_id), person=ADA, here=HERE)

    assert answer == f"Rule `{rule_id}` is removed."
    assert rules.rules == {}


async def test_only_its_author_removes_a_rule(notifier: Notifier, rules: MemoryNotificationStore) -> None:
    await notifier.obey("", person=ADA, here=HERE)
    [rule_id] = rules.rules
    with pytest.raises(RequestRefused, match="Only Ada can remove"):
        await notifier.obey(f"remove {rule_id}", person=BOB, here=HERE)

    assert list(rules.rules) == [rule_id]


async def test_a_rule_of_another_server_is_unknown(notifier: Notifier, rules: MemoryNotificationStore) -> None:
    await notifier.obey("", person=ADA, here=HERE.model_copy(update={"tenant": "other"}))
    [rule_id] = rules.rules

    assert "There is no rule" in await refusal_of(notifier, f"remove {rule_id}")


async def test_names_the_rules_that_a_person_may_remove_here(notifier: Notifier) -> None:
    elsewhere = ReplyAddress(platform="web", tenant="t2", place="general")
    for person, words, here in ((ADA, "", HERE), (BOB, "films", HERE), (ADA, "films", HERE), (ADA, "", elsewhere)):
        await notifier.obey(words, person=person, here=here)
    await notifier.obey("mine", person=ADA, here=HERE)

    own = await notifier.list_own(ADA.model_copy(update={"name": "Ada Lovelace"}), here=FILMS)

    assert sorted(rule.only_mine for rule in own) == [False, True]
    assert {rule.target for rule in own} == {HERE}
    assert all(rule.created_by.id == ADA.id for rule in own)
