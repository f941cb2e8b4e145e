"""What the program and the process that listens to Slack say to each other; how it travels is in `adapters.line`."""

from enum import IntEnum


class FrameKind(IntEnum):
    """What a frame brings."""

    #: To the listener, first of all: how to reach Slack, as JSON.
    ACCOUNT = 1
    #: To the listener: an acknowledgement with an answer in it, as Slack is to get it.
    ANSWER = 2
    #: To the program: what Slack sent, as it came.
    ENVELOPE = 3
    #: To the program: whether Slack can be heard, as JSON.
    STATE = 4
    #: To the program: a line for its log, as JSON.
    RECORD = 5
    #: To the program: nothing but that the listener is alive.
    BEAT = 6
