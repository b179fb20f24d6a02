"""Regular expressions that cannot hang the server.

Python's engine tries one way after another, and for some patterns the ways are too many to try. A pattern is taken only
when nothing repeated can itself be read in several ways; then the ways are at most the product of the choices counted
here, and a text for which that product is too large is refused.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from feel.errors import FeelError
from feel.limits import PATTERN_CHARACTERS, PATTERN_WORK, SIZE
from feel.values import too_big

_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}
_PIECE = re.compile(
    r"(?P<escape>\\(?:p\{[A-Za-z]+\}|P\{[A-Za-z]+\}|.))"
    r"|(?P<set>\[\^?(?:\\.|[^\]\[\\])+\])"
    r"|(?P<open>\((?:\?:|(?!\?)))"
    r"|(?P<close>\))"
    r"|(?P<repeat>(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})\??)"
    r"|(?P<bar>\|)"
    r"|(?P<one>[^()\[*+?{|\\])",
    re.DOTALL,
)
_UNLIMITED = -1


def found(text: str, pattern: str, flags: str) -> bool:
    """Whether the pattern occurs in the text; raises ValueError for a bad pattern and FeelError for a costly one."""
    return _prepared(text, pattern, flags).search(text) is not None


def check(pattern: str) -> None:
    """Raise FeelError for a pattern that cannot be read or that is never taken, before it meets any text."""
    try:
        _compiled(pattern, "")
    except ValueError as problem:
        raise FeelError(
            f"The pattern {pattern} cannot be read: {problem}",
            remedy="Use characters, sets such as [a-z], \\d, \\s and \\w, brackets, | and the counts * + ? {2,3}",
        ) from None


def replaced(text: str, pattern: str, replacement: str, flags: str) -> str:
    """The text with every occurrence replaced; $1 to $9 stand for what the brackets found."""
    prepared = _prepared(text, pattern, flags)
    if prepared.match("") is not None:
        # Replacing nothing by something everywhere is an error in XPath, on which FEEL stands.
        raise ValueError("the pattern finds the empty text")

    length = len(text)

    def written(match: re.Match[str]) -> str:
        nonlocal length
        new = re.sub(r"\$(\d)|\\([\\$])", lambda sign: sign[2] or _group(match, int(sign[1])), replacement)
        length += len(new)
        if length > SIZE + len(text):
            raise too_big()
        return new

    return prepared.sub(written, text)


def _group(match: re.Match[str], number: int) -> str:
    return (match[number] or "") if number <= (match.re.groups) else ""


def parted(text: str, pattern: str) -> Iterator[str]:
    """The text cut at every occurrence of the pattern."""
    prepared = _prepared(text, pattern, "")
    start = 0
    for match in prepared.finditer(text):
        if match.end() > match.start():
            yield text[start : match.start()]
            start = match.end()
    yield text[start:]


def _prepared(text: str, pattern: str, flags: str) -> re.Pattern[str]:
    compiled, choices = _compiled(pattern, flags)
    # A pattern that begins with ^ is tried at the start only.
    ways = 1 if pattern.startswith("^") and "|" not in pattern and "m" not in flags else len(text) + 1
    for choice in choices:
        ways *= len(text) + 1 if choice == _UNLIMITED else choice
    if ways > PATTERN_WORK:
        raise FeelError(
            f"The pattern {pattern} is too costly for a text of {len(text):,} characters",
            remedy="Use fewer * and + in it, or a shorter text",
        )
    return compiled


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> tuple[re.Pattern[str], tuple[int, ...]]:
    if len(pattern) > PATTERN_CHARACTERS:
        raise FeelError(
            f"The pattern has more than {PATTERN_CHARACTERS} characters", remedy="Split it into several conditions"
        )
    option = re.NOFLAG
    for flag in flags:
        if flag not in _FLAGS and flag != "q":
            raise ValueError("no such flag")
        option |= _FLAGS.get(flag, re.NOFLAG)
    if "q" in flags:
        return re.compile(re.escape(pattern), option), ()
    choices = tuple(_choices(pattern))
    try:
        return re.compile(pattern, option), choices
    except (re.error, RecursionError, OverflowError) as problem:
        raise ValueError(str(problem)) from None


class _Group:
    """What stands in one pair of brackets, or in the whole pattern."""

    def __init__(self) -> None:
        self.branches = [""]
        self.varies = False
        self.plain = True


def _choices(pattern: str) -> Iterator[int]:
    """How many ways each part of a pattern can go; raises FeelError for a repeated part with ways of its own."""
    groups = [_Group()]
    last: _Group | None = None
    position = 0
    while position < len(pattern):
        match = _PIECE.match(pattern, position)
        if match is None:
            raise ValueError("not a pattern we read")
        position, kind, group = match.end(), match.lastgroup, groups[-1]
        if kind == "repeat":
            choice = _repeat_choices(match[0], last, pattern, match.start())
            group.varies, group.plain = group.varies or choice != 1, False
            yield choice
        elif kind == "open":
            groups.append(_Group())
        elif kind == "close":
            last = _closed(groups)
            yield len(last.branches)
            continue
        else:
            _note(group, kind, match[0])
        last = None


def _closed(groups: list[_Group]) -> _Group:
    closed = groups.pop()
    if not groups:
        raise ValueError("a bracket is not opened")
    groups[-1].varies = groups[-1].varies or closed.varies or len(closed.branches) > 1
    groups[-1].plain = False
    return closed


def _note(group: _Group, kind: str | None, text: str) -> None:
    if kind == "bar":
        group.branches.append("")
    elif kind == "escape" and text[1:].isdigit():
        raise FeelError("A pattern cannot refer back to its own brackets", remedy="Write the text out again")
    else:
        if kind == "set" and any(sign * 2 in text for sign in "-&~|"):
            raise ValueError("a set with signs that Python may read differently one day")
        group.plain = group.plain and kind == "one" and text not in ".^$"
        group.branches[-1] += text


def _repeat_choices(repeat: str, repeated: _Group | None, pattern: str, position: int) -> int:
    sign = repeat[0]
    low, high = (0, 1) if sign == "?" else (0, _UNLIMITED)
    if sign == "{":
        first, comma, last = repeat.rstrip("?")[1:-1].partition(",")
        low = int(first)
        high = (int(last) if last else _UNLIMITED) if comma else low
        if max(low, high) > 1000 or (high != _UNLIMITED and high < low):
            raise ValueError("a count that is too high")
    if repeated is not None and high not in {0, 1} and not _reads_one_way(repeated):
        raise FeelError(
            f"The pattern {pattern} repeats, at its character {position + 1}, a part that can be read in several ways",
            remedy="Repeat only plain characters, sets such as [a-z] and words: no * or + inside brackets with * or +",
        )
    return _UNLIMITED if high == _UNLIMITED else high - low + 1


def _reads_one_way(group: _Group) -> bool:
    if group.varies or (len(group.branches) > 1 and not group.plain):
        return False
    branches = group.branches
    return all(branches) and not any(
        mine.startswith(yours) for one, mine in enumerate(branches) for two, yours in enumerate(branches) if one != two
    )
