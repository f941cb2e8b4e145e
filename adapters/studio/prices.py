"""What a task costs: the published price table, in whole micro-units (UC). 10 000 UC are one credit."""

from decimal import ROUND_HALF_UP, Decimal

from adapters.studio.renderer.scene import Quality
from adapters.studio.settings import CreditUnit

UC_PER_CREDIT = 10_000
ELEMENT_UC = 10_000

_BASE_UC_PER_SECOND = 54_000
_MINIMUM_UC = 162_000


def _multiplier(quality: Quality, *, sound: bool) -> Decimal:
    table = {
        Quality.HD: (Decimal(1), Decimal("1.5")),
        Quality.FULL_HD: (Decimal("1.334"), Decimal(2)),
        Quality.ULTRA_HD: (Decimal(5), Decimal(5)),
    }
    return table[quality][sound]


def compute_video_uc(quality: Quality, *, seconds: int, sound: bool) -> int:
    """Return the price of a video in UC, rounded half up and never under the minimum charge."""
    subtotal = _BASE_UC_PER_SECOND * seconds * _multiplier(quality, sound=sound)
    return max(_MINIMUM_UC, int(subtotal.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def convert_to_credits(price_uc: int) -> float:
    """Return UC as credits with their four decimals."""
    return float(Decimal(price_uc) / UC_PER_CREDIT)


def convert_to_unit(price_uc: int, unit: CreditUnit) -> float:
    """Return UC in the unit that answers are set to show."""
    return float(price_uc) if unit is CreditUnit.UC else convert_to_credits(price_uc)
