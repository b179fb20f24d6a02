"""Patterns mean what JavaScript means by them, and none of them can hold the machine up."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.forms.pattern_syntax import PatternError
from casework.forms.patterns import compile_pattern


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("b", "abc", "ac"),
        ("^abc$", "abc", "abc\n"),
        ("^\\d+$", "123", "١٢٣"),
        ("^\\w+$", "a_1", "é"),
        ("^\\s$", "\u00a0", "x"),
        ("^[^a-c]+$", "xyz", "xbz"),
        ("^[\\d-]+$", "1-2", "1x"),
        ("^(?:ab|cd){2}$", "abcd", "abc"),
        ("^a{2,3}?$", "aaa", "aaaa"),
        ("^a{,3}$", "a{,3}", "aa"),
        ("^x*$", "", "y"),
        ("^(?<word>a)\\.\\x41\\u0042$", "a.AB", "axAB"),
        ("\\bcat\\b", "a cat.", "concat"),
        ("a\\Bb", "xab", "a b"),
        ("^.$", "é", "\u2028"),
        ("^[\\b]$", "\b", "b"),
        ("^[\\D]$", "x", "1"),
        ("^]$", "]", "x"),
        ("^$", "", "x"),
    ],
)
def test_a_pattern_means_what_it_means_in_javascript(pattern: str, yes: str, no: str) -> None:
    compiled = compile_pattern(pattern)
    assert compiled.matches(yes)
    assert not compiled.matches(no)


@pytest.mark.parametrize(
    "pattern",
    ["(a", "a)", "[a", "*a", "a\\", "(?=a)b", "(?<!a)b", "(a)\\1", "\\k<x>", "[z-a]", "a{3,2}", "a{5000}",
     "(a{900}){900}", "(" * 30 + ")" * 30, "^*", "(?x)"],
)  # fmt: skip
def test_a_pattern_that_is_not_supported_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "(a*)*b", "^(a|aa)+$", "(.*a){20}"])
def test_a_clumsy_pattern_does_not_hold_the_machine_up(pattern: str) -> None:
    began = time.perf_counter()
    compile_pattern(pattern).matches("a" * 500 + "!")
    assert time.perf_counter() - began < 20


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.from_regex(r"\A[ab](\*|\+|\?|\{1,2\})?([ab.]|\[ab\]|\(a\|b\)|\(b\*\)){0,4}(\*|\+)?\Z"),
    st.text("abc\n", max_size=8),
)
def test_simple_patterns_agree_with_pythons_own(pattern: str, text: str) -> None:
    try:
        expected, ours = re.compile(pattern, re.ASCII), compile_pattern(pattern)
    except (re.error, PatternError):
        return
    assert ours.matches(text) == bool(expected.search(text))
