"""Going through the tokens of an expression, and knowing which names mean what at each place."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from feel.errors import FeelError
from feel.lexer import Token, tokens_of
from feel.limits import NESTING


class Reader:
    """The tokens, the place reached, the names bound there, and what has been seen on the way."""

    def __init__(self, text: str, own: Iterable[str], plugged: Iterable[str]) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.index = 0
        self.plugged = frozenset(plugged)
        self.functions = self.plugged.union(own)
        self.free: set[str] = set()
        self.called: set[str] = set()
        self._phrases = _by_first_word(name for name in self.functions if " " in name)
        self._scopes: list[set[str]] = []
        self._filters = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.index]

    def take(self) -> Token:
        """Read one token."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or keywords."""
        token = self.tokens[self.index]
        return token.text in texts and token.kind in {"sign", "keyword"}

    def took(self, *texts: str) -> bool:
        """Read the next token if it is one of these signs or keywords."""
        if not self.at(*texts):
            return False
        self.index += 1
        return True

    def expect(self, text: str, remedy: str = "") -> Token:
        """Read the sign or keyword that must stand here; raises FeelError when it does not."""
        if not self.at(text):
            raise self.unexpected(f"{text} is expected", remedy)
        return self.take()

    def unexpected(self, expected: str, remedy: str = "") -> FeelError:
        """The error for a token that cannot stand here."""
        token = self.token
        found = "the expression ends" if token.kind == "end" else f"there is {self.text[token.position : token.end]}"
        return FeelError(
            f"{expected}, but {found} here", token.position, remedy or "Check the expression at this place"
        )

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One bracket deeper; raises FeelError when brackets stand too deep inside each other."""
        self._depth += 1
        if self._depth > NESTING:
            raise FeelError(
                f"The expression is nested more than {NESTING} deep", self.token.position, "Split it into smaller ones"
            )
        yield
        self._depth -= 1

    @contextmanager
    def binding(self, names: Iterable[str], *, filtering: bool = False) -> Iterator[set[str]]:
        """Names that are bound in a part of the expression; in a filter an item's own keys may be names as well."""
        scope = set(names)
        self._scopes.append(scope)
        self._filters += filtering
        yield scope
        self._filters -= filtering
        self._scopes.pop()

    def bound(self, name: str) -> bool:
        """Whether a loop, a function or a context in this expression gives the name its meaning here."""
        return any(name in scope for scope in self._scopes)

    def use(self, name: str) -> None:
        """Note a variable, unless it is bound here or may be a key of a filtered item."""
        if not self._filters and not self.bound(name):
            self.free.add(name)

    def phrase(self) -> str | None:
        """Read a bound name made of several words or signs, or a function of several words before its bracket."""
        word = self.token.text
        local = _by_first_word(name for scope in self._scopes for name in scope if not name.isidentifier())
        for name, words in local.get(word, ()):
            if self._comes(words):
                self.index += len(words)
                return name
        for name, words in self._phrases.get(word, ()):
            if self._comes((*words, "(")):
                self.index += len(words)
                return name
        return None

    def _comes(self, words: tuple[str, ...]) -> bool:
        ahead = self.tokens[self.index : self.index + len(words)]
        return tuple(token.text for token in ahead) == words

    def words(self) -> str:
        """Read a name: words standing side by side make one name, as in `date of birth`."""
        if self.token.kind != "name":
            raise self.unexpected("A name is expected")
        found = [self.take().text]
        while self.token.kind == "name" or (self.token.kind == "number" and self.token.text.isdigit()):
            found.append(self.take().text)
        return " ".join(found)

    def raw_until(self, *ends: str) -> str:
        """Read a key or parameter that may hold keywords and signs, up to one of these signs."""
        start = self.index
        while not self.at(*ends) and self.token.kind not in {"end", "string"}:
            self.take()
        taken = self.tokens[start : self.index]
        if not taken:
            raise self.unexpected("A name is expected")
        return " ".join(self.text[taken[0].position : taken[-1].end].split())


@lru_cache(maxsize=1024)
def _words(name: str) -> tuple[str, ...]:
    try:
        return tuple(token.text for token in tokens_of(name)[:-1])
    except FeelError:
        # A key in quotes may hold anything; what cannot be written as a name is never met as one.
        return ()


def _by_first_word(names: Iterable[str]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name in sorted(names, key=len, reverse=True):
        words = _words(name)
        if words:
            found.setdefault(words[0], []).append((name, words))
    return found
