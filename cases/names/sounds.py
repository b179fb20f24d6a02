"""How a name sounds: American Soundex for English habits of spelling, Daitch-Mokotoff for those of Eastern Europe.

The second was made for Slavic, German and Yiddish names in Latin letters: it makes w and v, j and y, cz and ch alike,
and gives several codes where a letter has several sounds (docs/decisions/0046).
"""

import re
from collections.abc import Iterator, Mapping

LENGTH = 6
"""How many digits a Daitch-Mokotoff code has."""

_SOUNDS: Mapping[str, str] = {
    **dict.fromkeys("bfpv", "1"),
    **dict.fromkeys("cgjkqsxz", "2"),
    **dict.fromkeys("dt", "3"),
    "l": "4",
    **dict.fromkeys("mn", "5"),
    "r": "6",
}

_CHART = """
schtsch schtsh schtch shtch shtsh stsch zhdzh shch stch strz strs stsh szcz szcs zdzh zdz sc: 2 4 4
scht schd sht szt shd szd zhd st sd zd: 2 43 43
ttsch ttch tsch ttsz zsch csz czs drz drs dsh dsz dzh dzs sch tch trz trs tsh tts ttz tzs tsz zsh cz cs ds dz: 4 4 4
sh sz ts tc tz zh zs s z: 4 4 4
chs ks x: 5 54 54
ai aj ay ei ej ey oi oj oy ui uj uy: 0 1 -
au: 0 7 -
eu: 1 1 -
ia ie io iu: 1 - -
a e i o u ue: 0 - -
y: 1 - -
h: 5 5 -
j: 1/4 -/4 -/4
c ch: 4/5 4/5 4/5
ck: 5/45 5/45 5/45
rs rz: 4/94 4/94 4/94
mn nm: 66 66 66
dt th d t: 3 3 3
fb pf ph b f p v w: 7 7 7
g k kh q: 5 5 5
l: 8 8 8
m n: 6 6 6
r: 9 9 9
"""
"""Letters: their codes at the beginning, before a vowel, and elsewhere; “-” is not coded, “/” parts alternatives."""


def _read(chart: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    found = {}
    for line in chart.strip().splitlines():
        letters, _, codes = line.partition(":")
        places = tuple(tuple(each.replace("-", "") for each in place.split("/")) for place in codes.split())
        found.update(dict.fromkeys(letters.split(), places))
    return found


_CODES = _read(_CHART)
_LONGEST_FIRST = re.compile("|".join(sorted(_CODES, key=len, reverse=True)))


def of(word: str) -> set[str]:
    """Every key by which a word of small letters sounds like another; none for letters that are not Latin."""
    if not re.fullmatch("[a-z]{2,}", word):
        return set()
    return {soundex(word), *daitch_mokotoff(word)}


def soundex(word: str) -> str:
    """How a word sounds, as a letter and three digits (American Soundex)."""
    code, last = word[0], _SOUNDS.get(word[0], "")
    for letter in word[1:]:
        sound = _SOUNDS.get(letter, "")
        if sound and sound != last:
            code += sound
        if letter not in "hw":
            last = sound
    return (code + "000")[:4]


def daitch_mokotoff(word: str) -> set[str]:
    """How a word sounds, as six digits; several where it may be spoken in several ways."""
    found = {("", "")}
    for start, letters, alternatives in _pieces(word):
        found = {
            _grown(code, last, each, is_doubled=letters in {"mn", "nm"} and start > 0)
            for code, last in found
            for each in alternatives
        }
    return {(code + "0" * LENGTH)[:LENGTH] for code, _ in found}


def _grown(code: str, last: str, each: str, *, is_doubled: bool) -> tuple[str, str]:
    """Adjacent letters of the same code count once, unless a vowel is between them."""
    if last.endswith(each) and last and not is_doubled:
        return code, each
    return (code + each)[:LENGTH], each


def _pieces(word: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for match in _LONGEST_FIRST.finditer(word):
        place = 0 if match.start() == 0 else 1 if word[match.end() : match.end() + 1] in {*"aeiou"} else 2
        yield match.start(), match[0], _CODES[match[0]][place]
