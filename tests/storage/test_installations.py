import asyncio
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text

from storage.database import Database, open_database
from storage.installations import SqlInstallationStore, SqlOAuthStateStore
from storage.tables import metadata

TOKEN = "xoxb-1-" + "a" * 40
REFRESH_TOKEN = "xoxe-1-" + "b" * 140


def build_store(database: Database, *secrets: str) -> SqlInstallationStore:
    """Build the store of one app."""
    return SqlInstallationStore(database, client_id="1.2", secrets=secrets or ("secret",))


def build_installation(
    team_id: str | None = "T1", *, enterprise_id: str = "E1", bot_key: str = TOKEN, installed_at: float = 1000.0
) -> Installation:
    """Build what Slack tells of an installation, which is one of an organisation where there is no workspace."""
    return Installation(
        app_id="A1",
        enterprise_id=enterprise_id,
        is_enterprise_install=team_id is None,
        team_id=team_id,
        team_name="Acme",
        bot_token=bot_key,
        bot_id="B1",
        bot_user_id="U1",
        bot_scopes=["chat:write"],
        bot_refresh_token=REFRESH_TOKEN,
        bot_token_expires_at=2000,
        user_id="U2",
        installed_at=installed_at,
    )


async def read_everything(database: Database) -> str:
    """Return all that the tables hold."""
    everything = text("SELECT * FROM slack_bots JOIN slack_installations USING (team_id)")
    return str(await database.read(lambda connection: connection.execute(everything).all()))


async def test_a_token_comes_out_as_it_went_in(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation())
    bot = await store.find_bot_of_team("T1")

    assert bot is not None
    assert (bot.bot_token, bot.bot_refresh_token) == (TOKEN, REFRESH_TOKEN)


async def test_the_librarys_own_questions_are_answered_too(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation())
    bot = await store.async_find_bot(enterprise_id="E1", team_id="T1")
    installation = await store.async_find_installation(enterprise_id="E1", team_id="T1", user_id="U2")

    assert bot is not None
    assert installation is not None
    assert bot.bot_token == installation.bot_token == TOKEN


async def test_nothing_in_the_database_is_a_token(database: Database) -> None:
    await build_store(database).async_save(build_installation())

    kept = await read_everything(database)

    assert "xox" not in kept
    assert kept.count("sealed:") == 4


async def test_the_file_holds_no_token(tmp_path: Path) -> None:
    async with open_database(f"sqlite:///{tmp_path / 'store.db'}") as database:
        await build_store(database).async_save(build_installation())

    assert b"xox" not in await asyncio.to_thread((tmp_path / "store.db").read_bytes)


async def test_another_secret_opens_nothing(database: Database) -> None:
    await build_store(database).async_save(build_installation())

    assert await build_store(database, "another").find_bot_of_team("T1") is None


async def test_a_former_secret_still_opens_what_it_sealed(database: Database) -> None:
    await build_store(database, "old").async_save(build_installation())

    assert await build_store(database, "new", "old").find_bot_of_team("T1") is not None


async def test_workspaces_do_not_see_each_others_tokens(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation("T1", bot_key="xoxb-one"))
    await store.async_save(build_installation("T2", bot_key="xoxb-two"))
    found = [await store.find_bot_of_team(team) for team in ("T1", "T2", "T3")]

    assert [bot and bot.bot_token for bot in found] == ["xoxb-one", "xoxb-two", None]
    assert await store.list_teams() == ["T1", "T2"]


async def test_installing_again_leaves_nothing_of_the_earlier_installation(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation(bot_key="xoxb-old"))
    await store.async_save(build_installation(bot_key="xoxb-new", installed_at=1001.0))
    bot = await store.find_bot_of_team("T1")

    assert bot is not None
    assert str(bot.bot_token).endswith("new")
    assert (await read_everything(database)).count("sealed:") == 4


async def test_forgetting_a_workspace_forgets_only_that_one(database: Database) -> None:
    store = build_store(database)
    for team in ("T1", "T2"):
        await store.async_save(build_installation(team))
    await store.forget_team("T1")

    assert await store.list_teams() == ["T2"]
    assert "T1" not in await read_everything(database)


async def test_an_organisation_speaks_for_the_workspaces_that_were_met(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation(None, bot_key="xoxb-org"))
    before = await store.find_bot_of_team("T1")
    await store.adopt_team("T1", "E1")
    await store.adopt_team("T2", "E2")
    found = [await store.find_bot_of_team(place) for place in ("T1", "T2", "E1", "E2")]

    assert before is None
    assert [bot and bot.bot_token for bot in found] == ["xoxb-org", None, "xoxb-org", None]
    assert await store.list_teams() == await store.list_adopted("E1") == ["T1"]


async def test_a_workspaces_own_token_comes_before_its_organisations(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation(None, bot_key="xoxb-org", installed_at=2000.0))
    await store.adopt_team("T1", "E1")
    await store.async_save(build_installation("T1", bot_key="xoxb-own"))
    bot = await store.find_bot_of_team("T1")

    assert bot is not None
    assert bot.bot_token == "xoxb-own"  # noqa: S105  # no secret
    assert not await store.release_team("T1")
    assert await store.find_bot_of_team("T1") is not None


async def test_a_workspace_is_adopted_once(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation(None))
    for _ in range(2):
        await store.adopt_team("T1", "E1")

    assert await store.list_adopted("E1") == ["T1"]
    assert await store.release_team("T1")
    assert await store.find_bot_of_team("T1") is None


async def test_organisations_do_not_touch_each_others_tokens(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation(None, enterprise_id="E1", bot_key="xoxb-one"))
    await store.async_save(build_installation(None, enterprise_id="E2", bot_key="xoxb-two", installed_at=1001.0))
    await store.forget_organisation("E2")
    found = [await store.find_bot_of_team(place) for place in ("E1", "E2")]

    assert [bot and bot.bot_token for bot in found] == ["xoxb-one", None]


async def test_forgetting_an_organisations_tokens_leaves_its_workspaces_known(database: Database) -> None:
    store = build_store(database)
    await store.async_save(build_installation(None))
    await store.adopt_team("T1", "E1")
    await store.forget_organisation("E1")

    assert await store.find_bot_of_team("T1") is None
    assert await store.list_adopted("E1") == ["T1"]


async def test_a_state_works_once(database: Database) -> None:
    store = SqlOAuthStateStore(database)
    state = await store.async_issue()

    assert [await store.async_consume(state) for _ in range(2)] == [True, False]


async def test_an_old_state_does_not_work(database: Database) -> None:
    store = SqlOAuthStateStore(database, expiration_seconds=-1)

    assert not await store.async_consume(await store.async_issue())


@pytest.mark.parametrize("table", ["slack_bots", "slack_installations"])
def test_our_tables_have_the_columns_of_the_library(table: str, database: Database) -> None:
    library = build_store(database).metadata.tables[table]

    assert {column.name: column.nullable for column in metadata.tables[table].columns} == {
        column.name: column.nullable for column in library.columns
    }
