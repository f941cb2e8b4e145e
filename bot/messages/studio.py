"""Sentences about the embedded studio."""


def studio_did_not_start() -> str:
    """Say where to look."""
    return "The embedded studio did not start. The log says why; nothing was charged."
