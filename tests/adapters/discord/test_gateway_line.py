import zlib

from adapters.discord.gateway_line import Inflater

MESSAGES = ['{"op":10}', '{"t":"größer","d":"' + "x" * 100_000 + '"}', "{}"]


def deflate(*messages: str) -> list[bytes]:
    """Return messages as they come over one stream that is compressed as a whole."""
    stream = zlib.compressobj()
    return [stream.compress(message.encode()) + stream.flush(zlib.Z_SYNC_FLUSH) for message in messages]


def test_takes_one_message_after_the_other_out_of_the_stream() -> None:
    inflater = Inflater()

    assert [inflater.inflate(piece) for piece in deflate(*MESSAGES)] == MESSAGES


def test_a_message_may_come_in_pieces() -> None:
    inflater = Inflater()
    first, second, _ = deflate(*MESSAGES)
    inflater.inflate(first)

    assert [inflater.inflate(piece) for piece in (second[:7], second[7:])] == [None, MESSAGES[1]]
