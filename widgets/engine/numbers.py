"""Numbers as people read them: no power where digits will do, a true minus, and never a 0 for what is not 0."""

import math

MINUS = "\u2212"
# Outside of these a number in digits would be longer than anybody reads.
_LEAST, _MOST = 1e-9, 1e15
_NAMES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


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


def worded(value: float, digits: int = 4) -> str:
    """A large number as it is said: "300 billion", "1.4 trillion", "3.443 million"; below a million every digit."""
    size, name = next(((size, name) for size, name in _NAMES if abs(value) >= size), (1.0, ""))
    return f"{plain(value / size, digits)} {name}" if name else plain(value)


def scientific(value: float, digits: int = 3) -> str:
    """A number as a power of ten: "3.14 × 10²³"."""
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa} × 10{str(int(power)).translate(_RAISED)}"


def rounded(value: float, digits: int = 3) -> str:
    """So many digits that count, and no point above a hundred: "0.0123", "45.6", "3,638", "1.2 million"."""
    if value >= 1e6:
        return worded(value, digits)
    return decimal(value, 0) if value >= 100 else significant(value, digits)


def duration(years: float) -> str:
    """A time as it is said: "1,711 years", "85.4 days", "2.05 hours"."""
    for length, unit in ((1.0, "years"), (1 / 365.25, "days")):
        if years >= length:
            return f"{rounded(years / length)} {unit}"
    return f"{significant(years * 365.25 * 24)} hours"


def energy(kwh: float) -> str:
    """An energy in the unit that suits it: "0.0014 kWh", "409 MWh", "21.6 GWh"."""
    size, unit = next(((size, unit) for size, unit in ((1e6, "GWh"), (1e3, "MWh")) if kwh >= size), (1.0, "kWh"))
    return f"{significant(kwh / size)} {unit}"


def loss(value: float) -> str:
    """A loss in nats: "0.69", and "below 0.01" for one that is small but not 0."""
    return "below 0.01" if 0 < value < 0.005 else decimal(value, 2)


def narrow_loss(value: float) -> str:
    """A loss where there is no room for words: "0.69", and "<0.01" for one that is small but not 0."""
    return "<0.01" if 0 < value < 0.005 else decimal(value, 2)


def percent(share: float) -> str:
    """A share in percent: "49.0%", "below 0.1%", "above 99.9%"; only nothing is 0% and only all is 100%."""
    if share in (0, 1):
        return f"{share:.0%}"
    if 0 < share < 0.0005:
        return "below 0.1%"
    return "above 99.9%" if 0.9995 <= share < 1 else f"{decimal(100 * share, 1)}%"


def odds(share: float) -> str:
    """A probability whose smallness matters: "49.0%", and below 0.1% as it would be bet on, "1 in 6 million"."""
    return f"1 in {worded(float(f'{1 / share:.1e}'))}" if 0 < share < 0.001 else percent(share)


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
