"""What child processes see of our environment."""

from bot.child_environment import build_child_environment


def test_shows_how_to_find_things_and_no_secret() -> None:
    ours = {
        "PATH": "/bin",
        "PYTHONPATH": "/work",
        "https_proxy": "http://proxy",
        "SSL_CERT_FILE": "/ca.pem",
        "FLIPBOOK_DISCORD_TOKEN": "secret",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }

    seen = build_child_environment(ours)

    assert sorted(seen) == ["PATH", "PYTHONPATH", "SSL_CERT_FILE", "https_proxy"]
