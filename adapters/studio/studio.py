"""The parts a running studio consists of, as its handlers see them."""

from dataclasses import dataclass, replace

from adapters.studio.account import Account, Accounts
from adapters.studio.admission import Admission
from adapters.studio.answers import TaskAnswer, build_task_answer
from adapters.studio.clock import Clock
from adapters.studio.download import Downloader
from adapters.studio.production import Production
from adapters.studio.rate_limit import RateLimit
from adapters.studio.refusal import ApiRefused, FieldProblem, Refusal, refuse_field
from adapters.studio.settings import StudioSettings
from adapters.studio.task import TASK_ID_PREFIX, Task
from adapters.studio.task_register import TaskRegister
from adapters.studio.upload import Uploads
from adapters.studio.work_order import OrderDesk


@dataclass(frozen=True, kw_only=True)
class Studio:
    """All parts, opened and loaded."""

    settings: StudioSettings
    accounts: Accounts
    register: TaskRegister
    production: Production
    admission: Admission
    uploads: Uploads
    desk: OrderDesk
    downloader: Downloader
    call_limit: RateLimit
    clock: Clock

    def find_own_task(self, task_id: str, account: Account) -> Task:
        """Return a task of the account, or raise the refusal for a malformed, unknown or foreign id."""
        if not task_id.startswith(TASK_ID_PREFIX):
            raise ApiRefused(Refusal.INVALID_TASK_ID, param="task_id")
        task = self.register.find(task_id)
        if task is None:
            raise ApiRefused(Refusal.TASK_NOT_FOUND, param="task_id")
        if task.owner != account.owner:
            raise ApiRefused(Refusal.PERMISSION_DENIED)
        return task

    def describe_task(self, task: Task, *, base_url: str) -> TaskAnswer:
        """Return a task as the API shows it now; links begin with what this caller calls us, not with an old port."""
        return build_task_answer(
            replace(task, base_url=base_url),
            self.settings.credit_unit,
            progress=self.production.get_progress(task),
            estimated_seconds=0 if task.is_over else self.production.forecast_seconds(task),
        )


def read_page_number(text: str | None, name: str, *, default: int, maximum: int) -> int:
    """Return a number from a query string, or raise the refusal of one that is none or out of range."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= maximum:
        raise refuse_field(FieldProblem(name, f"must be a whole number from 1 to {maximum}"))
    return int(text)
