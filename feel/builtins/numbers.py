"""Working on numbers, in decimal with 34 digits."""

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from feel.signatures import Functions
from feel.values import NUMBERS, Value, YearsMonths

FUNCTIONS = Functions()
_function = FUNCTIONS.function
_ROUNDINGS = {
    "decimal": ROUND_HALF_EVEN,
    "round": ROUND_HALF_UP,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
}
_SCALE_REQUIRED = {"decimal", "round up", "round down", "round half up", "round half down"}


def _enter_rounding(name: str, rounding: str) -> None:
    scale = "scale: number" if name in _SCALE_REQUIRED else "scale?: number"

    @_function(name, f"n: number, {scale}")
    def run(number: Decimal, places: Decimal = Decimal(0)) -> Value:
        if not -6111 <= places <= 6176:
            raise ValueError("no such scale")
        if number.as_tuple().exponent >= -int(places):  # type: ignore[operator]
            return number
        rounded = number.quantize(Decimal(1).scaleb(-int(places)), rounding=rounding, context=NUMBERS)
        # Minus nought is nought, and tens are written as whole numbers.
        return Decimal(int(rounded)) if places < 0 or not rounded else rounded


for _name, _rounding in _ROUNDINGS.items():
    _enter_rounding(_name, _rounding)


@_function("abs", "n: number")
@_function("abs", "n: duration")
def _abs(value: Decimal | timedelta | YearsMonths) -> Value:
    return YearsMonths(abs(value.months)) if isinstance(value, YearsMonths) else abs(value)


@_function("modulo", "dividend: number, divisor: number")
def _modulo(dividend: Decimal, divisor: Decimal) -> Value:
    # FEEL rounds the quotient down where Python's Decimal cuts it off: the rest has the sign of the divisor.
    rest = NUMBERS.remainder(dividend, divisor)
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@_function("sqrt", "number: number")
def _sqrt(number: Decimal) -> Value:
    return NUMBERS.sqrt(number)


@_function("log", "number: number")
def _log(number: Decimal) -> Value:
    return NUMBERS.ln(number) if number > 0 else None


@_function("exp", "number: number")
def _exp(number: Decimal) -> Value:
    return NUMBERS.exp(number)


@_function("odd", "number: number")
def _odd(number: Decimal) -> Value:
    return abs(NUMBERS.remainder(number, Decimal(2))) == 1


@_function("even", "number: number")
def _even(number: Decimal) -> Value:
    return NUMBERS.remainder(number, Decimal(2)) == 0
