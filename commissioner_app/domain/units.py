"""Units and numbers of the field: 亩, 斤, 万元; commercial rounding (domain.md 5.5). Decimal in, Decimal out."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, Final

MU_PER_HA: Final = Decimal(15)
M2_PER_MU: Final = Decimal(2000) / Decimal(3)
KG_PER_JIN: Final = Decimal("0.5")

AREA_IN_MU: Final[dict[str, Decimal]] = {
    "亩": Decimal(1), "公顷": Decimal(15), "平方公里": Decimal(1500), "分": Decimal("0.1"), "平方米": Decimal(3) / Decimal(2000),
}  # fmt: skip
MASS_IN_KG: Final[dict[str, Decimal]] = {
    "公斤": Decimal(1), "千克": Decimal(1), "斤": KG_PER_JIN, "担": Decimal(50), "吨": Decimal(1000), "两": Decimal("0.05"),
}  # fmt: skip
MONEY_IN_WAN: Final[dict[str, Decimal]] = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000)}


def decimal_of(value: Any) -> Decimal | None:
    """A JSON number as Decimal without binary noise; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """Commercial rounding, for money and averages."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def half_even(value: Decimal, places: int = 2) -> Decimal:
    """GB/T 8170 rounding, for measured laboratory values only."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def significant(value: Decimal, digits: int = 4) -> Decimal:
    """Rounded half up to significant digits, for showing a converted area."""
    if not value:
        return Decimal(0)
    return half_up(value, digits - value.adjusted() - 1)


def to_mu(value: Decimal, unit: str) -> Decimal:
    """An area in 亩. Raises ``KeyError`` for an unknown unit."""
    return value * AREA_IN_MU[unit]


def from_mu(value: Decimal, unit: str) -> Decimal:
    """An area in 亩 expressed in another unit."""
    return value / AREA_IN_MU[unit]


def to_kg(value: Decimal, unit: str) -> Decimal:
    """A mass in kg."""
    return value * MASS_IN_KG[unit]


def from_kg(value: Decimal, unit: str) -> Decimal:
    """A mass in kg expressed in another unit."""
    return value / MASS_IN_KG[unit]


def price_per_kg(value: Decimal, unit: str) -> Decimal:
    """A price per unit of mass as 元/kg: 元/斤 doubles."""
    return value / MASS_IN_KG[unit]


def to_wan(value: Decimal, unit: str) -> Decimal:
    """Money in 万元."""
    return value * MONEY_IN_WAN[unit]


def kg_per_ha(kg_per_mu: Decimal) -> Decimal:
    """A yield per 亩 as kg per hectare."""
    return kg_per_mu * MU_PER_HA


def money_text(wan: Decimal) -> str:
    """Money in 万元 with two decimals, no thousands comma."""
    return f"{half_up(wan, 2):f}"


def plain(value: Decimal) -> str:
    """A number without trailing zeros and exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def growth_percent(now: Decimal, before: Decimal) -> Decimal | None:
    """Growth in per cent with one decimal; None (printed —) where the base is 0."""
    return half_up((now - before) / before * 100, 1) if before else None
