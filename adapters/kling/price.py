"""What the paid service asks for a video: the published price table. What a job really cost is not known here."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from bot.job.job import Price
from bot.ports import ServiceProfile
from bot.request.generation_request import Quality, RequestOptions

#: The price list counts in micro-units.
UNITS_PER_CREDIT = 10_000
_UNITS_PER_SECOND = 54_000
_MINIMUM_UNITS = 162_000

#: By quality: without sound, with sound.
_MULTIPLIERS: Mapping[Quality, tuple[Decimal, Decimal]] = MappingProxyType(
    {
        Quality.HD: (Decimal(1), Decimal("1.5")),
        Quality.FULL_HD: (Decimal("1.334"), Decimal(2)),
        Quality.ULTRA_HD: (Decimal(5), Decimal(5)),
    }
)


def estimate_price(options: RequestOptions, *, profile: ServiceProfile) -> Price:
    """Return the price in credits; only length, quality and sound count."""
    if profile.is_free:
        return Price()
    multiplier = _MULTIPLIERS[options.quality][options.sound]
    units = (_UNITS_PER_SECOND * options.duration * multiplier).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Price(credits=max(int(units), _MINIMUM_UNITS) / UNITS_PER_CREDIT)
