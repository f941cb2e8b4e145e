"""The tables by which processes that share a database know of each other. What rows mean is the stores' business."""

from sqlalchemy import Column, Index, String, Table

from storage.tables import metadata
from storage.timestamps import UtcTimestamp

__all__ = ["agreements", "claims", "metadata", "processes", "submitted_frames"]

#: One row per process that may have jobs in the making; it outlives the process for a while.
processes = Table(
    "processes",
    metadata,
    Column("id", String, primary_key=True),
    Column("joined_at", UtcTimestamp, nullable=False),
    #: When another found it dead; None while it lives.
    Column("died_at", UtcTimestamp),
)

#: What one process alone may do, such as answering one event.
claims = Table(
    "claims",
    metadata,
    Column("name", String, primary_key=True),
    Column("process_id", String, nullable=False),
    Column("claimed_at", UtcTimestamp, nullable=False),
    Index("ix_claims_claimed_at", "claimed_at"),
)

#: The addresses that were sent for the frames of each job.
submitted_frames = Table(
    "submitted_frames",
    metadata,
    Column("job_id", String, primary_key=True),
    Column("first", String),
    Column("last", String),
    Column("written_at", UtcTimestamp, nullable=False),
    Index("ix_submitted_frames_written_at", "written_at"),
)

#: What all processes have to agree on, such as the secret, as fingerprints.
agreements = Table(
    "agreements",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
