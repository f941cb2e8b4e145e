"""The data folder of one call: kept while its job can be taken up again, and gone without a trace afterwards."""

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RequestRefused
from bot.messages import terminal as sentences

_BEGUN = "begun"


@dataclass(frozen=True, kw_only=True)
class JobFolder:
    """Where everything about one job is kept."""

    path: Path

    @property
    def is_begun(self) -> bool:
        """Tell whether there may be a job in it."""
        return (self.path / _BEGUN).exists()

    def require(self) -> None:
        """Raise `RequestRefused` when there is no job to take up."""
        if not self.is_begun:
            raise RequestRefused(sentences.no_such_job(self.path.name), option="resume")

    def begin(self) -> None:
        """Note that from now on there may be a job worth keeping."""
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / _BEGUN).touch()

    def remove(self) -> None:
        """Remove the folder, and those around it that nothing else is in."""
        shutil.rmtree(self.path, ignore_errors=True)
        for folder in (self.path.parent, self.path.parent.parent):
            with contextlib.suppress(OSError):
                folder.rmdir()


def find_job_folder(data_folder: Path, *, job_id: str) -> JobFolder:
    """Return the folder of a job below the data folder that all calls and the chat page share."""
    return JobFolder(path=data_folder.absolute() / "terminal" / job_id)
