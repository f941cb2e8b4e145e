"""Sentences about running Flipbook as many processes, for whoever starts them."""

from collections.abc import Sequence


def part_unknown(name: str, *, known: Sequence[str]) -> str:
    """Say that there is no part of that name."""
    return f"There is no part `{name}`. The parts are {', '.join(f'`{one}`' for one in known)}."


def part_not_configured(name: str, *, variable: str) -> str:
    """Say that a part lacks its setting."""
    return f"The part `{name}` cannot run without `{variable}`. Set it, or leave the part out."


def database_needed(parts: Sequence[str]) -> str:
    """Say that parts of the bot cannot be run alone on SQLite."""
    named = ", ".join(f"`{one}`" for one in parts)
    return (
        f"Only {named} was asked for, and the rest would have to run in another process; but a data folder belongs to "
        "one process. Set `FLIPBOOK_DATABASE_URL` to a PostgreSQL that all processes share, or run everything at once."
    )


def media_needed() -> str:
    """Say that pictures and videos need a place that all machines see."""
    return (
        "With a PostgreSQL, jobs may move to other machines, and their pictures and videos have to be there too. "
        "Set `FLIPBOOK_MEDIA_URL` to `s3://bucket/prefix`, or to `file:///folder` for a folder that all of them see."
    )


def secret_needed() -> str:
    """Say that all processes need the same secret."""
    return (
        "Processes that work together have to share a secret too. Set `FLIPBOOK_SHARED_SECRET` to the same text "
        "for all of them; `openssl rand -hex 32` makes one."
    )


def disagreement(variable: str) -> str:
    """Say that another process on the same database was started with another value."""
    return (
        f"Another Flipbook on this database was started with another `{variable}`. All of them need the same one. "
        "To change it, stop all of them first."
    )


def studio_needed() -> str:
    """Say that there is nobody who would make videos."""
    return (
        "Without `FLIPBOOK_API_KEY`, videos are drawn by the part `studio`. Run that part here, "
        "or set `FLIPBOOK_STUDIO_URL` to where another process runs it."
    )


def parts_ready(parts: Sequence[str]) -> str:
    """Say what this process runs once it runs."""
    return f"Flipbook runs: {', '.join(parts)}."
