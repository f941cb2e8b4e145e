"""What people read when a worker process had to be stopped; nothing about the file it was working on."""


def worker_ran_out_of_time(seconds: float) -> str:
    """Say that the work took longer than it may."""
    return f"That took longer than {seconds:g} seconds, so I stopped it. Please try again."


def worker_ran_out_of_memory() -> str:
    """Say that the work needed more memory than it may use."""
    return "That needed more memory than I may use, so I stopped it. Please try again."


def worker_crashed() -> str:
    """Say that the process doing the work ended by itself."""
    return "The process working on that stopped unexpectedly. Please try again."
