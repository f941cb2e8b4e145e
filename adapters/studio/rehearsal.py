"""Faults that a caller asks for, so that its own handling of them can be tested: which there are and what each does.

The OpenAPI document leaves the header out: whoever checks a server by that document would count the faults against it.
"""

from adapters.studio.refusal import ApiRefused, FieldProblem, Refusal, refuse_field
from adapters.studio.task import FaultCode

REHEARSAL_HEADER = "Flipbook-Fault"

_REFUSALS = {
    "429": Refusal.RATE_LIMIT_EXCEEDED,
    "500": Refusal.INTERNAL_ERROR,
    "502": Refusal.UPSTREAM_ERROR,
    "503": Refusal.SERVICE_UNAVAILABLE,
}
_RETRY_SECONDS = 1


def read_rehearsal(wanted: str | None) -> FaultCode | None:
    """Return the code with which the task is to fail, or None; raises the refusal where one is asked for."""
    if wanted is None:
        return None
    if wanted in _REFUSALS:
        refusal = _REFUSALS[wanted]
        waits = refusal in {Refusal.RATE_LIMIT_EXCEEDED, Refusal.SERVICE_UNAVAILABLE}
        raise ApiRefused(refusal, retry_after_seconds=_RETRY_SECONDS if waits else None)
    if wanted not in set(FaultCode):
        raise refuse_field(FieldProblem(REHEARSAL_HEADER, f"must be one of {', '.join([*_REFUSALS, *FaultCode])}"))
    return FaultCode(wanted)
