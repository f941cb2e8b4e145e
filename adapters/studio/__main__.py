"""The studio as a process of its own, without the rest of Flipbook: `python -m adapters.studio`."""

import typer

from adapters.studio.command import studio

if __name__ == "__main__":
    typer.run(studio)
