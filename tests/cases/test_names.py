"""Names are found however they are written: words, short forms, sounds of several languages."""

import pytest

from cases.names import forms, sounds, words


@pytest.mark.parametrize(
    ("written", "whole", "family"),
    [
        ("Zoë Smith-Testcase", "smithtestcase zoe", {"smithtestcase", "smith", "testcase"}),
        ("Testcase, Sam", "sam testcase", {"testcase"}),
        ("Ann O'Example", "ann oexample", {"oexample", "example"}),
        ("Ann O Example", "ann oexample", {"oexample", "example"}),
        ("Jan van der Example", "jan vanderexample", {"vanderexample", "example"}),
        ("Łukasz Żółćk", "lukasz zolck", {"zolck"}),
        ("Baby Testcase", "testcase", {"testcase"}),
        ("B. TESTCÁSE", "testcase", {"testcase"}),
        ("Anh Le", "anh le", {"le"}),
        ("Abdul Rahman", "abdulrahman", {"abdulrahman", "rahman", "abdul"}),
        ("Сем Петров", "петров сем", {"петров"}),
    ],
)
def test_a_name_is_its_words_without_what_the_next_writer_leaves_out(
    written: str, whole: str, family: set[str]
) -> None:
    (name,) = words.names(written)
    assert (name.whole, {*name.family.all}) == (whole, family)


def test_several_names_are_told_apart() -> None:
    written = "Ann Testcase, also known as Nan Example; Annie Elsewhere (Ann Testcase, Nan Example, Al)"
    assert [name.whole for name in words.names(written)] == [
        *("ann testcase", "example nan", "annie elsewhere", "ann testcase", "example nan", "al"),
    ]
    assert words.names(" - ") == words.names("") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("kate", "katherine"), ("katarzyna", "kasia"), ("mohammed", "muhammad"), ("yusuf", "joseph"), ("sam", "samantha")],
)
def test_forms_of_a_name_are_found_for_one_another(one: str, other: str) -> None:
    assert forms.of(one) & forms.of(other)
    assert not forms.of("samuel") & forms.of("samantha"), "only the short form is of both"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("auerbach", "097400 097500"),
        ("lippszyc", "874400 874500"),
        ("lewinsky", "876450"),
        ("szlamawicz", "486740"),
        ("peters", "734000 739400"),
        ("jackson", "145460 154600 445460 454600"),
        ("przemysl", "746480 794648"),
        ("holubica", "587400 587500"),
        ("rosochowaciec", "944744 944745 944754 944755 945744 945745 945754 945755"),
    ],
)
def test_the_sounds_of_names_of_eastern_europe_are_the_published_ones(name: str, codes: str) -> None:
    assert sorted(sounds.daitch_mokotoff(name)) == codes.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("kowalski", "kovalsky"), ("nowak", "novak"), ("szczepanski", "shchepansky"), ("schwartz", "szwarc")],
        *[("qureshi", "kureshi"), ("chaudhry", "choudhury"), ("hussain", "husain"), ("bhatti", "batti")],
        *[("dhillon", "dillon"), ("begum", "begam"), ("vijay", "wijay"), ("siddiqui", "siddique"), ("smith", "smyth")],
        *[("philips", "fillips"), ("jaroslaw", "yaroslav")],
    ],
)
def test_names_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sounds.of(one) & sounds.of(other)
    assert not sounds.of(one) & sounds.of("testcase")


@pytest.mark.parametrize(
    ("name", "sound"),
    [("robert", "r163"), ("rupert", "r163"), ("tymczak", "t522"), ("pfister", "p236"), ("honeyman", "h555")],
)
def test_american_soundex_is_the_published_one(name: str, sound: str) -> None:
    assert sounds.soundex(name) == sound
    assert sounds.of("петров") == set()
