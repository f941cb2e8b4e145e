"""Submissions: every check in the documented order, then the task is stored and begun."""

import asyncio
import json
import re
import secrets
import string
from dataclasses import dataclass, field
from hashlib import sha256

from adapters.studio.account import Account, Accounts
from adapters.studio.clock import Clock
from adapters.studio.order_reader import Order, OrderReader
from adapters.studio.production import Production
from adapters.studio.rate_limit import RateLimit
from adapters.studio.refusal import ApiRefused, FieldProblem, Refusal, refuse_field
from adapters.studio.settings import StudioLimits
from adapters.studio.task import TASK_ID_PREFIX, FaultCode, Task
from adapters.studio.task_register import TaskRegister

_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9._-]{16,96}")
_TAKE = re.compile(r"[A-Za-z0-9]{0,64}")
_ID_CHARACTERS = string.ascii_lowercase + string.digits
_ID_LENGTH = 8
_RETRY_FULL_QUEUE_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One call to the generation route, as it came."""

    account: Account
    #: The decoded JSON body, of any shape.
    body: object
    idempotency_key: str | None
    #: Another take of the same request is drawn a little differently; empty for the first.
    take: str
    #: Links in the answers begin with this.
    base_url: str
    rehearsed_fault: FaultCode | None = None


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """An accepted submission; a replay is one that had been accepted before."""

    task: Task
    is_replay: bool


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Decides about submissions."""

    reader: OrderReader
    accounts: Accounts
    register: TaskRegister
    production: Production
    rate_limit: RateLimit
    limits: StudioLimits
    clock: Clock
    # Between looking at a balance or key and storing the task, no other submission may do the same.
    _door: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def submit(self, submission: Submission) -> Admitted:
        """Accept a submission, or raise the refusal it gets."""
        if not _TAKE.fullmatch(submission.take):
            raise refuse_field(FieldProblem("Flipbook-Take", "must be at most 64 characters of A-Z, a-z and 0-9"))
        digest = _compute_digest(submission.body, submission.take)
        replayed = self._find_replay(submission, digest)
        if replayed is None:
            order = await self.reader.read(submission.body, submission.account)
            async with self._door:
                replayed = self._find_replay(submission, digest)
                if replayed is None:
                    return await self._admit(submission, order, digest)
        return Admitted(task=replayed, is_replay=True)

    def _find_replay(self, submission: Submission, digest: str) -> Task | None:
        key = submission.idempotency_key
        if key is None:
            return None
        if not _IDEMPOTENCY_KEY.fullmatch(key):
            problem = "must be 16 to 96 characters of A-Z, a-z, 0-9, '.', '_' and '-'"
            raise refuse_field(FieldProblem("Idempotency-Key", problem))
        task = self.register.find_by_idempotency_key(submission.account.owner, key)
        if task is not None and task.body_digest != digest:
            raise ApiRefused(Refusal.IDEMPOTENCY_CONFLICT)
        return task

    async def _admit(self, submission: Submission, order: Order, digest: str) -> Admitted:
        self._check_balance(submission.account, order.price_uc)
        self._check_rate(submission.account.owner)
        self._check_queue(submission.account.owner)
        task = self._build_task(submission, order, digest)
        await self.register.add(task)
        self.production.begin(task)
        return Admitted(task=task, is_replay=False)

    def _check_balance(self, account: Account, price_uc: int) -> None:
        if price_uc > self.accounts.get_remaining_uc(account):
            raise ApiRefused(Refusal.INSUFFICIENT_QUOTA)

    def _check_rate(self, owner: str) -> None:
        wait_seconds = self.rate_limit.take(owner)
        if wait_seconds is not None:
            raise ApiRefused(Refusal.RATE_LIMIT_EXCEEDED, retry_after_seconds=wait_seconds)

    def _check_queue(self, owner: str) -> None:
        queued = self.register.list_unfinished()
        own = sum(task.owner == owner for task in queued)
        if own >= self.limits.queued_per_key or len(queued) >= self.limits.queued_in_all:
            raise ApiRefused(Refusal.RATE_LIMIT_EXCEEDED, retry_after_seconds=_RETRY_FULL_QUEUE_SECONDS)

    def _build_task(self, submission: Submission, order: Order, digest: str) -> Task:
        now = self.clock()
        return Task(
            task_id=self._draw_task_id(now),
            owner=submission.account.owner,
            model=order.model,
            created_at=now,
            base_url=submission.base_url,
            price_uc=order.price_uc,
            first_estimate_seconds=self.production.forecast_new_seconds(submission.account.owner, order.video),
            body_digest=digest,
            video=order.video,
            take=submission.take,
            element=order.element,
            callback_url=order.callback_url,
            idempotency_key=submission.idempotency_key,
            rehearsed_fault=submission.rehearsed_fault,
        )

    def _draw_task_id(self, now: float) -> str:
        while True:
            ending = "".join(secrets.choice(_ID_CHARACTERS) for _ in range(_ID_LENGTH))
            task_id = f"{TASK_ID_PREFIX}{int(now)}-{ending}"
            if self.register.find(task_id) is None:
                return task_id


def _compute_digest(body: object, take: str) -> str:
    return sha256(json.dumps([body, take], sort_keys=True).encode()).hexdigest()
