"""`/metrics` in the format of Prometheus: everything that was counted and timed, and how the stores stand now."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from pydantic import SecretStr

from adapters.web.guard import LOOPBACK_HOSTS
from bot.job.job import JobState
from bot.metrics.meter import Census, Tally, Timing
from bot.policy.ledger import UNITS_PER_CREDIT

CensusReader = Callable[[], Awaitable[Census]]

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Whoever is asked through one of these is asked by strangers.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
_JOB_BUCKETS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)
_CALL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60)
_LAG_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_BUCKETS: Mapping[Timing, tuple[float, ...]] = MappingProxyType(
    {
        Timing.QUEUE: _JOB_BUCKETS,
        Timing.SUBMIT: _CALL_BUCKETS,
        Timing.RENDER: _JOB_BUCKETS,
        Timing.POST: _CALL_BUCKETS,
        Timing.WHOLE: _JOB_BUCKETS,
        Timing.LOOP_LAG: _LAG_BUCKETS,
    }
)


class PrometheusMeter:
    """Counts and times in the shapes that Prometheus knows."""

    def __init__(self) -> None:
        """Begin with nothing counted, beside what the system knows of this process."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._tallies = {
            tally: Counter(
                f"flipbook_{tally}", f"Number of {tally.replace('_', ' ')}", ["label"], registry=self.registry
            )
            for tally in Tally
        }
        self._timings = {
            timing: Histogram(
                f"flipbook_{timing}_seconds", f"Seconds of {timing}", buckets=_BUCKETS[timing], registry=self.registry
            )
            for timing in Timing
        }
        self._jobs = Gauge("flipbook_jobs", "Stored jobs by state", ["state"], registry=self.registry)
        self._oldest = Gauge(
            "flipbook_oldest_job_age_seconds", "Age of the oldest unfinished job", ["state"], registry=self.registry
        )
        self._credits = Gauge("flipbook_ledger_credits", "Credits in the ledger", ["entry"], registry=self.registry)

    def count(self, what: Tally, *, label: str) -> None:
        """Take down that it happened once more."""
        self._tallies[what].labels(label).inc()

    def time(self, what: Timing, *, seconds: float) -> None:
        """Take down how long it took."""
        self._timings[what].observe(seconds)

    def render(self, census: Census) -> bytes:
        """Return everything as text."""
        for state in JobState:
            self._jobs.labels(state.value).set(census.jobs.get(state, 0))
            if not state.is_final:
                self._oldest.labels(state.value).set(census.oldest_age_seconds.get(state, 0))
        books = census.books
        sums = {"reserved": books.reserved, "settled": books.settled, "released": books.released}
        for entry, units in {**sums, "running": books.running}.items():
            self._credits.labels(entry).set(units / UNITS_PER_CREDIT)
        return generate_latest(self.registry)


class MetricsPage:
    """Serves `/metrics` to this machine, or to whoever has the token."""

    def __init__(self, meter: PrometheusMeter, *, read_census: CensusReader, token: SecretStr | None) -> None:
        """Show what `meter` has, and the stores as they stand when somebody asks."""
        self._meter = meter
        self._read_census = read_census
        self._token = token

    def routes(self) -> list[web.RouteDef]:
        """List what is served here."""
        return [web.get("/metrics", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        """Return all metrics; others than those who may see them find nothing here."""
        if not self._may_see(request):
            raise web.HTTPNotFound
        text = self._meter.render(await self._read_census())
        return web.Response(body=text, headers={hdrs.CONTENT_TYPE: _CONTENT_TYPE, hdrs.CACHE_CONTROL: "no-store"})

    def _may_see(self, request: web.Request) -> bool:
        if self._token is None:
            is_forwarded = any(name in request.headers for name in _FORWARDED)
            return request.remote in LOOPBACK_HOSTS and not is_forwarded
        shown = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), self._token.get_secret_value().encode())
