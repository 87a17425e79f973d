"""Numbers as people read them: no power where digits will do, a true minus, and never a 0 for what is not 0."""

import math

MINUS = "\u2212"
# Outside of these a number in digits would be longer than anybody reads.
_LEAST, _MOST = 1e-9, 1e15


def decimal(value: float, places: int) -> str:
    """A number with so many decimals: "1,234.50", "−0.25"; a zero has no sign."""
    if not math.isfinite(value):
        return _unlimited(value)
    text = f"{abs(value):,.{places}f}"
    return f"{MINUS}{text}" if value < 0 and any(digit in "123456789" for digit in text) else text


def significant(value: float, digits: int = 3) -> str:
    """A number with so many digits that count: "2.72", "36.8", "1,000", "0.000123"."""
    if not math.isfinite(value):
        return _unlimited(value)
    if value == 0:
        return "0"
    # The power is that of the rounded number: 9.996 has two digits before its point.
    mantissa, power = f"{abs(value):.{digits - 1}e}".split("e")
    sign, places = MINUS if value < 0 else "", digits - 1 - int(power)
    if not _LEAST <= abs(value) < _MOST:
        return f"{sign}{mantissa} × 10^{power.lstrip('+0') or 0}".replace("-0", MINUS).replace("-", MINUS)
    return f"{sign}{round(abs(value), places):,.{max(places, 0)}f}"


def plain(value: float, digits: int = 15) -> str:
    """A number in as few digits as say it: "0.0006", "1,000,000", "−4", "2.5"."""
    text = significant(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "^" not in text else text


def loss(value: float) -> str:
    """A loss in nats: "0.69", and "below 0.01" for one that is small but not 0."""
    return "below 0.01" if 0 < value < 0.005 else decimal(value, 2)


def percent(share: float) -> str:
    """A share in percent: "49.0%", "below 0.1%", "above 99.9%"; only nothing is 0% and only all is 100%."""
    if share in (0, 1):
        return f"{share:.0%}"
    if 0 < share < 0.0005:
        return "below 0.1%"
    return "above 99.9%" if 0.9995 <= share < 1 else f"{decimal(100 * share, 1)}%"


def fine_percent(share: float) -> str:
    """A share in percent, small ones with the digits that tell them apart: "14.6%", "0.64%", "below 0.01%"."""
    if 0 < share < 0.00005:
        return "below 0.01%"
    return percent(share) if share == 0 or share >= 0.00995 else f"{decimal(100 * share, 2)}%"


def rate(value: float, digits: int = 2) -> str:
    """A learning rate as the lesson writes rates: "6e-4", "3.3e-4", "0.05", "0"."""
    if value == 0 or value >= 0.00995 or not math.isfinite(value):
        return plain(value, digits)
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"


def typed(value: float) -> str:
    """A number as a form control holds it: "3", "0.00001", digits in full, a hyphen for minus."""
    if float(value).is_integer():
        return str(int(value))
    mantissa, _, power = repr(abs(float(value))).partition("e")
    if power:
        mantissa = f"0.{'0' * (-int(power) - 1)}{mantissa.replace('.', '')}"
    return f"-{mantissa}" if value < 0 else mantissa


def _unlimited(value: float) -> str:
    return "no number" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
