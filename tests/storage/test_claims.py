from storage.claims import SqlClaimStore
from storage.database import Database


async def test_only_the_first_process_may_and_it_may_again(database: Database) -> None:
    first, second = SqlClaimStore(database, process_id="a"), SqlClaimStore(database, process_id="b")

    answers = [await one.claim("discord:1") for one in (first, second, first, second)]

    assert answers == [True, False, True, False]


async def test_claims_of_different_things_are_free(database: Database) -> None:
    first, second = SqlClaimStore(database, process_id="a"), SqlClaimStore(database, process_id="b")

    assert await first.claim("discord:1")
    assert await second.claim("discord:2")
