from storage.agreements import SqlAgreements
from storage.database import Database


async def test_the_first_value_is_what_all_others_are_held_against(database: Database) -> None:
    agreements = SqlAgreements(database)

    answers = [await agreements.agree("media", value) for value in ("s3://a", "s3://a", "s3://b")]

    assert answers == [True, True, False]


async def test_a_replaced_value_holds_from_then_on(database: Database) -> None:
    agreements = SqlAgreements(database)
    await agreements.agree("media", "s3://a")
    await agreements.replace("media", "s3://b")

    assert [await agreements.agree("media", value) for value in ("s3://a", "s3://b")] == [False, True]
