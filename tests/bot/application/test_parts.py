from itertools import combinations

import pytest
from pydantic import SecretStr

from bot.application.parts import Part, choose_parts
from bot.application.sharing import require_shareable
from bot.errors import RequestRefused
from bot.settings import Settings

SHARED = Settings(
    database_url=SecretStr("postgresql://host/flipbook"),
    media_url="s3://bucket/x",
    shared_secret=SecretStr("x" * 32),
    api_key=SecretStr("sk-1"),
    discord_token=SecretStr("token"),
)


def change(**changes: object) -> Settings:
    return SHARED.model_copy(update=changes)


def test_without_a_word_everything_runs_that_is_configured() -> None:
    assert choose_parts(SHARED) == {Part.WEB, Part.WORKER, Part.DISCORD}
    assert choose_parts(change(discord_token=None, api_key=None)) == {Part.WEB, Part.WORKER, Part.STUDIO}


def test_a_studio_elsewhere_is_only_reached_with_a_shared_secret() -> None:
    with pytest.raises(RequestRefused, match="FLIPBOOK_SHARED_SECRET"):
        choose_parts(change(api_key=None, studio_url="http://studio:8090", shared_secret=None))


def test_a_studio_elsewhere_is_not_run_here() -> None:
    assert Part.STUDIO not in choose_parts(change(api_key=None, studio_url="http://studio:8090"))


def test_runs_what_was_asked_for() -> None:
    assert choose_parts(change(parts="web, Worker,")) == {Part.WEB, Part.WORKER}


@pytest.mark.parametrize(
    "names",
    [names for count in range(1, 6) for names in combinations(("discord", "slack", "web", "worker", "studio"), count)],
)
def test_many_processes_share_the_parts_in_any_way(names: tuple[str, ...]) -> None:
    settings = change(slack_bot_token=SecretStr("xoxb-1"), parts=",".join(names))

    require_shareable(settings)

    assert choose_parts(settings) == {Part(name) for name in names}


def test_refuses_unknown_parts_by_name() -> None:
    with pytest.raises(RequestRefused, match="no part `gateway`"):
        choose_parts(change(parts="web,gateway"))


def test_refuses_a_part_that_is_not_set_up() -> None:
    with pytest.raises(RequestRefused, match="FLIPBOOK_DISCORD_TOKEN"):
        choose_parts(change(parts="discord", discord_token=None))


def test_one_process_alone_cannot_leave_parts_out() -> None:
    with pytest.raises(RequestRefused, match="FLIPBOOK_DATABASE_URL"):
        choose_parts(change(parts="worker", database_url=None))


def test_one_process_alone_may_name_everything() -> None:
    settings = Settings(parts="web,worker,studio")

    assert choose_parts(settings) == {Part.WEB, Part.WORKER, Part.STUDIO}


@pytest.mark.parametrize(
    ("missing", "variable"),
    [
        ("media_url", "FLIPBOOK_MEDIA_URL"),
        ("shared_secret", "FLIPBOOK_SHARED_SECRET"),
        ("api_key", "FLIPBOOK_STUDIO_URL"),
    ],
)
def test_many_processes_need_to_share_more_than_the_database(missing: str, variable: str) -> None:
    require_shareable(SHARED)

    with pytest.raises(RequestRefused, match=variable):
        require_shareable(change(**{missing: None}))
