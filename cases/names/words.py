"""The words of a name however it is written: accents, hyphens, apostrophes, particles, family name first or last."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LETTERS = str.maketrans({
    "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t", "ß": "ss",
})  # fmt: skip
"""Letters that Unicode does not take apart into a plain one and a mark."""

_MARKS_INSIDE = re.compile(r"['’‘`´ʼʻ\-‐‑–—.]+")
"""What stands within a name and is left out or put otherwise by the next writer."""

_NEXT_NAME = re.compile(r"[;/()\n]| aka | a\.k\.a\. | also known as | known as | or | formerly | née ")
"""What stands between several names of one person, besides commas."""

_PARTICLES = frozenset({
    "abd", "abdel", "abdul", "abu", "al", "ap", "bin", "bint", "da", "das", "de", "del", "della", "der", "di", "dos",
    "du", "el", "ibn", "la", "le", "mac", "mc", "o", "st", "ten", "ter", "ul", "van", "von", "zu",
})  # fmt: skip
"""Words that belong to the one that follows: with or without a space, and often left out."""

_ALONE_TOO = frozenset({"abdel", "abdul"})
"""Those that people use as a name by itself too."""

_NO_NAMES = frozenset({
    "babies", "baby", "boy", "child", "children", "female", "girl", "infant", "known", "male", "master", "miss",
    "mr", "mrs", "ms", "na", "name", "named", "nk", "none", "not", "of", "tbc", "twin", "unborn", "unknown",
    "unnamed",
})  # fmt: skip
"""What is written where nobody knows a given name (yet): the same for many children, who are not alike by it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: as a whole, and by the parts under which others may write it."""

    whole: str
    parts: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every way to look for it, the whole first."""
        return (self.whole, *self.parts)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of somebody: the family name is the last word, unless the writer put it first."""

    given: tuple[Word, ...]
    family: Word

    @property
    def whole(self) -> str:
        """All words in an order of their own, so that family name first and last are the same."""
        return " ".join(sorted(word.whole for word in (*self.given, self.family)))


def names(written: str) -> list[Name]:
    """The names in a list such as “Ann Example, also known as Nan Example”; “Example, Ann” is one name."""
    return [name for each in _NEXT_NAME.split(f" {written.casefold()} ") for name in _listed(each.split(","))]


def _listed(parts: list[str]) -> Iterator[Name]:
    """The names between commas: two, or a family name and what comes before it elsewhere."""
    words = [found for part in parts if (found := words_of(part))]
    if len(words) == 2 and len(words[0]) == 1:
        words = [[*words[1], *words[0]]]
    for each in words:
        yield Name(tuple(word for word in each[:-1] if word.whole not in _NO_NAMES), each[-1])


def words_of(written: str) -> list[Word]:
    """The words of one name in the order in which they stand; “Example, Ann” has two, “van der Example” one."""
    found: list[Word] = []
    before = ""
    for raw in re.split(r"[\s,;/()]+", _plain(written)):
        pieces = [_letters(piece) for piece in _MARKS_INSIDE.split(raw)]
        pieces = [piece for piece in pieces if piece]
        if len(pieces) == 1 and pieces[0] in _PARTICLES:
            before += pieces[0]
        elif pieces:
            found += _word(before, pieces)
            before = ""
    return found + ([Word(before)] if len(before) > 1 else [])


def _word(before: str, pieces: list[str]) -> Iterator[Word]:
    whole = before + "".join(pieces)
    bare = [piece for piece in pieces if len(piece) > 1 and piece not in _PARTICLES]
    others = ["".join(pieces), *bare, *({before} & _ALONE_TOO)] if before else bare
    if len(whole) > 1:
        yield Word(whole, tuple(dict.fromkeys(part for part in others if part != whole)))


def _plain(written: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", written.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare).casefold().translate(_LETTERS)


def _letters(piece: str) -> str:
    return "".join(letter for letter in piece if letter.isalpha())
