"""The plan of a campaign, and what it amounts to in the end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.end_to_end.books import Books


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How hard a campaign is."""

    kills: int
    seed: int = 7
    #: The longest time that the bot lives after it has begun to work.
    work_seconds: float = 2.0
    #: And after it is ready, when nothing happens at all.
    idle_seconds: float = 20.0
    #: Between two orders on one platform.
    order_seconds: float = 1.0
    #: How long the video service works on a task at most.
    longest_task_seconds: float = 1.0
    #: So many of all kills come before that, at any instant within these seconds after the process was launched.
    share_of_killed_starts: float = 0.4
    start_seconds: float = 4.0
    #: Between two times at which somebody else locks the database, and how long that lasts at most.
    lock_pause_seconds: float = 5.0
    longest_lock_seconds: float = 1.0
    #: How probable it is, again and again in one life, that something that the bot depends on goes away, and for
    #: how long at most.
    share_of_outages: float = 0.5
    longest_outage_seconds: float = 6.0
    #: Discord forgets at each kill by which markers it recognises what is posted again.
    is_discord_forgetful: bool = False
    #: How long everything may take to come to rest at the end.
    rest_seconds: float = 300.0
    #: The store; a file in the campaign's folder where it is None.
    database_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a campaign amounted to."""

    kills: int
    jobs: Counter[str]
    tasks: int
    faults: int
    callbacks: Counter[str]
    outages: Counter[str]
    doubts: int
    prevented_submissions: int
    prevented_posts: int
    slowest_job_seconds: float
    slowest_start_seconds: float
    wall_seconds: float

    def describe(self) -> str:
        """Return the figures as lines."""
        return "\n".join(
            [
                f"kills {self.kills}, slowest start {self.slowest_start_seconds:.1f} s, wall {self.wall_seconds:.0f} s",
                f"jobs {self.jobs.total()} {dict(self.jobs)}, paid tasks {self.tasks}",
                f"faults of the video API {self.faults}, callbacks {dict(self.callbacks)}",
                f"outages {dict(self.outages)}",
                f"submissions repeated and found by their key {self.prevented_submissions}",
                f"posts repeated and found by their marker {self.prevented_posts}",
                f"doubts that a person had to settle {self.doubts}",
                f"slowest job {self.slowest_job_seconds:.1f} s",
            ]
        )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The end of a campaign."""

    books: Books
    figures: Figures
    exit_code: int
