"""Cutting the text of an expression into tokens."""

import re
from dataclasses import dataclass

from feel.errors import FeelError
from feel.limits import SOURCE_CHARACTERS

KEYWORDS = frozenset(
    {"and", "between", "else", "every", "false", "for", "function", "if", "in"}
    | {"instance", "null", "or", "return", "satisfies", "some", "then", "true"}
)
REWRITTEN = {"==": "=", "&&": "and", "||": "or"}
"""What people used to other languages write, and what FEEL calls it."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, text or sign. `kind`: name, keyword, number, string, at, sign, end."""

    kind: str
    text: str
    position: int
    end: int


_NAME = r"[^\W\d][\w]*"
_TOKEN = re.compile(
    rf"""(?P<space>[\s\u00a0\ufeff\u200b\u180e]+|//[^\n]*|/\*.*?\*/)
    |(?P<at>@"(?:[^"\\]|\\.)*")
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>{_NAME}|[\U0001F000-\U0001FAFF]+)
    |(?P<sign>\.\.|\*\*|->|<=|>=|!=|==|&&|\|\||[-+*/=<>!?.,:()\[\]{{}}])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\", "/": "/"}
_REMEDIES = {
    "'": 'Write text in double quotes: "yes"',
    '"': "The text is not closed: put another double quote at its end",
    "“": 'Use straight double quotes: "yes"',
    "”": 'Use straight double quotes: "yes"',
    "%": "For the rest of a division write modulo(a, b)",
    "&": "Write and",
    "|": "Write or",
    "$": "Leave out ${ and } inside an expression",
    "#": "Leave out #{ and } inside an expression",
    ";": "An expression is one value: there is no ;",
}


def tokens_of(text: str) -> list[Token]:
    """The tokens of an expression, ending with one of kind `end`; raises FeelError with the place of the fault."""
    if len(text) > SOURCE_CHARACTERS:
        raise FeelError(
            f"The expression has {len(text):,} characters, {SOURCE_CHARACTERS:,} are allowed",
            SOURCE_CHARACTERS,
            "Split it, or use a decision table",
        )
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            sign = text[position]
            raise FeelError(f"{sign} has no meaning here", position, _REMEDIES.get(sign, "Take it out"))
        if match.lastgroup != "space":
            tokens.append(_token(match))
        position = match.end()
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _token(match: re.Match[str]) -> Token:
    kind, text = str(match.lastgroup), match[0]
    text = REWRITTEN.get(text, text)
    if kind == "string":
        text = unescaped(text[1:-1])
    elif kind == "at":
        text = unescaped(text[2:-1])
    elif text in KEYWORDS:
        kind = "keyword"
    return Token(kind, text, match.start(), match.end())


def unescaped(text: str) -> str:
    """The text that a quoted text with backslashes stands for."""
    if "\\" not in text:
        return text
    # Two halves of a character above U+FFFF are written as two escapes; surrogates alone are not text.
    joined = _ESCAPE.sub(_unescape, text)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(code, match[0])
