"""What somebody may mean by what they know of a child, and how like it a child is: each word in each of its forms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cases import identity_tokens as tokens
from cases.identity_tokens import BIRTH, FAMILY, FORM, GIVEN, NOTIFICATION, POSTCODE, SOUND
from cases.names import words
from cases.names.words import Word

NAME, BORN, PLACE, REFERENCE = "name", "born", "postcode", "reference"

MOST_WORDS = 8
"""How many words of a name are looked for: more than names have, and few enough for one question."""

A_PART, A_FORM, A_SOUND, MISSED = 1, 1, 2, 3
"""How far off a name is by each of its words: one half of a double name, another form, a like sound, not at all."""

WORDS = {
    FAMILY: "family name is the same",
    f"{FAMILY}_{FORM}": "family name is another spelling of it",
    f"{FAMILY}_{SOUND}": "family name sounds alike",
    GIVEN: "given name is the same",
    f"{GIVEN}_{FORM}": "given name is another form of it",
    f"{GIVEN}_{SOUND}": "given name sounds alike",
}
_OFF = {FAMILY: 0, GIVEN: 0, f"{FAMILY}_{FORM}": A_FORM, f"{GIVEN}_{FORM}": A_FORM}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody knows: words of a name in any order, a date of birth, a postcode, the Panel's reference."""

    name: str = ""
    born: date | None = None
    postcode: str = ""
    reference: str = ""

    @property
    def kinds(self) -> set[str]:
        """What of it is given."""
        given = {NAME: self.name, BORN: self.born, PLACE: self.postcode, REFERENCE: self.reference}
        return {kind for kind, value in given.items() if value}

    @property
    def words(self) -> list[Word]:
        """The words of the name, as many as count."""
        return words.words_of(self.name)[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Alike:
    """One way in which something is alike: of which kind, in words, and how far off (0 is the same)."""

    kind: str
    words: str
    off: int


@dataclass(frozen=True, slots=True)
class Sought:
    """A fact and value by which a child may be found; of a name, by which of its words (from 0)."""

    fact: str
    value: str
    alike: Alike
    word: int = 0


def sought(asked: Asked) -> Iterator[Sought]:
    """Every fact and value by which what was asked may be found."""
    for number, word in enumerate(asked.words):
        yield from _of_word(number, word)
    if asked.born:
        yield Sought(BIRTH, asked.born.isoformat(), Alike(BORN, "date of birth is the same", 0))
        for day, alike in near(asked.born).items():
            yield Sought(BIRTH, day.isoformat(), alike)
    for kind, fact, given, said in (
        (PLACE, POSTCODE, asked.postcode, "postcode is the same"),
        (REFERENCE, NOTIFICATION, asked.reference, "reference of the notification"),
    ):
        if value := tokens.plain(given):
            yield Sought(fact, value, Alike(kind, said, 0))


def _of_word(number: int, word: Word) -> Iterator[Sought]:
    for part in (FAMILY, GIVEN):
        for fact, values in tokens.of_word(part, word).items():
            for value in sorted(values):
                off = _OFF.get(fact, A_SOUND) + (A_PART if fact == part and value != word.whole else 0)
                yield Sought(fact, value, Alike(NAME, WORDS[fact], off), number)


def near(born: date) -> dict[date, Alike]:
    """Dates of birth for which this one is easily mistaken."""
    found = {}
    if born.day <= 12 and born.day != born.month:
        swapped = born.replace(month=born.day, day=born.month)
        found[swapped] = Alike(BORN, "day and month of birth are the other way round", 1)
    for years in (-1, 1):
        try:
            found[born.replace(year=born.year + years)] = Alike(BORN, "date of birth is a year off", 2)
        except ValueError:  # the 29 February has no neighbour
            continue
    return found


def alike(asked: Asked, found: Sequence[Sought]) -> dict[str, Alike]:
    """How a child that has all of these is like what was asked, by kind: the nearest of each."""
    nearest: dict[str, Alike] = {}
    for each in found:
        if each.alike.kind != NAME:
            known = nearest.get(each.alike.kind, each.alike)
            nearest[each.alike.kind] = min(known, each.alike, key=lambda one: one.off)
    born = nearest.get(BORN)
    named = _name(asked, found, is_same_birth=born is not None and born.off == 0)
    return nearest | ({NAME: named} if named else {})


def _name(asked: Asked, found: Iterable[Sought], *, is_same_birth: bool) -> Alike | None:
    """How a name is like the one asked for, word by word; None where only one of several given names is.

    With the same date of birth that is enough: family names change.
    """
    named = [each for each in found if each.alike.kind == NAME]
    nearest: dict[int, Sought] = {}
    for each in named:
        known = nearest.get(each.word, each)
        nearest[each.word] = min(known, each, key=lambda one: one.alike.off)
    number = len(asked.words)
    has_family = any(each.fact.startswith(FAMILY) for each in named)
    if not nearest or not (has_family or is_same_birth or len(nearest) == number):
        return None
    off = sum(each.alike.off for each in nearest.values()) + MISSED * (number - len(nearest))
    said = sorted({each.alike.words for each in nearest.values()})
    return Alike(NAME, "; ".join(said), off)


def is_by_given(asked: Asked, alike: Iterable[Alike]) -> bool:
    """Whether a child was found by nothing but one word that is their given name."""
    named = all(each.kind == NAME and FAMILY not in each.words for each in alike)
    return asked.kinds == {NAME} and len(asked.words) == 1 and named
