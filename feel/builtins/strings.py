"""Working on texts. Characters are counted from 1, or from the end with a minus."""

from decimal import Decimal

from feel import patterns
from feel.limits import SIZE
from feel.signatures import Functions
from feel.values import Value, too_big

FUNCTIONS = Functions()
_function = FUNCTIONS.function


@_function("substring", "string: string, start position: number, length?: number")
def _substring(text: str, start: Decimal, length: Decimal | None = None) -> Value:
    begin = int(start)
    if not begin or abs(begin) > len(text) or (length is not None and length < 1):
        return None
    begin = begin - 1 if begin > 0 else len(text) + begin
    return text[begin:] if length is None else text[begin : begin + int(length)]


@_function("string length", "string: string")
def _string_length(text: str) -> Value:
    return Decimal(len(text))


@_function("upper case", "string: string")
def _upper_case(text: str) -> Value:
    return text.upper()


@_function("lower case", "string: string")
def _lower_case(text: str) -> Value:
    return text.lower()


@_function("trim", "string: string")
def _trim(text: str) -> Value:
    return text.strip()


@_function("is blank", "string: string")
def _is_blank(text: str) -> Value:
    return not text.strip()


@_function("substring before", "string: string, match: string")
def _substring_before(text: str, match: str) -> Value:
    return text.partition(match)[0] if match and match in text else ""


@_function("substring after", "string: string, match: string")
def _substring_after(text: str, match: str) -> Value:
    return text.partition(match)[2] if match else text


@_function("contains", "string: string, match: string")
def _contains(text: str, match: str) -> Value:
    return match in text


@_function("starts with", "string: string, match: string")
def _starts_with(text: str, match: str) -> Value:
    return text.startswith(match)


@_function("ends with", "string: string, match: string")
def _ends_with(text: str, match: str) -> Value:
    return text.endswith(match)


@_function("matches", "input: string, pattern: string, flags?: any")
def _matches(text: str, pattern: str, flags: Value = None) -> Value:
    return patterns.found(text, pattern, _flags(flags))


@_function("replace", "input: string, pattern: string, replacement: string, flags?: any")
def _replace(text: str, pattern: str, replacement: str, flags: Value = None) -> Value:
    return patterns.replaced(text, pattern, replacement, _flags(flags))


@_function("split", "string: string, delimiter: string")
def _split(text: str, delimiter: str) -> Value:
    return list(patterns.parted(text, delimiter))


def _flags(flags: Value) -> str:
    if flags is not None and not isinstance(flags, str):
        raise ValueError("flags are a text")
    return flags or ""


@_function("string join", "list: list, delimiter?: any")
def _string_join(items: list[Value], delimiter: Value = None) -> Value:
    if delimiter is not None and not isinstance(delimiter, str):
        return None
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) != sum(item is not None for item in items):
        return None
    if sum(map(len, texts)) + len(delimiter or "") * len(texts) > SIZE:
        raise too_big()
    return (delimiter or "").join(texts)
