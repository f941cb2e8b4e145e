"""What can be told of a request before anything is ordered: whether its words go together, and what it would cost."""

from collections.abc import Mapping

from bot.job.drawing import describe_cost
from bot.ports import VideoService
from bot.request.generation_request import GenerationRequest
from bot.request.reading import read_options
from bot.request.rules import check_offer, check_rules


class Quotes:
    """Looks at words for forms, as often as somebody changes them; no picture is opened and nobody is asked."""

    def __init__(self, service: VideoService) -> None:
        """Quote what `service` offers."""
        self._service = service

    def check(self, words: Mapping[str, object], *, has_first: bool, has_last: bool) -> None:
        """Raise `RequestRefused` for everything that ordering would refuse for its words."""
        options = read_options(words)
        check_rules(options, has_first=has_first, has_last=has_last)
        check_offer(options, self._service.profile)

    def describe_price(self, words: Mapping[str, object]) -> str:
        """Say what a video would cost, as its card will; raise `RequestRefused` for words that cannot be read."""
        price = self._service.estimate_price(GenerationRequest(options=read_options(words)))
        return describe_cost(price, self._service.profile)
