from adapters.discord.post_mark import build_post_mark


def test_each_marker_has_a_mark_of_its_own_that_discord_takes() -> None:
    marks = [build_post_mark(marker) for marker in ("notice:r1:a", "notice:r1:b", "failure:failed:1:a")]

    assert len({mark.nonce for mark in marks}) == len({mark.reference for mark in marks}) == 3
    assert all(len(mark.nonce) <= 25 for mark in marks)


def test_a_marker_has_the_same_mark_in_every_life() -> None:
    assert build_post_mark("notice:r1:a").reference == "6090bb348c6a"
