"""Reading an expression into its parts, with what binds closer than what (DMN 1.3 §10.3.1.2)."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from feel import tree
from feel.errors import FeelError
from feel.limits import HEIGHT
from feel.phrases import COMPARISONS, Phrases

OR, AND, COMPARE, ADD, MULTIPLY, POWER, SIGN, INSTANCE, PART = range(1, 10)
_BINARY = {"+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": POWER} | dict.fromkeys(COMPARISONS, COMPARE)
_STARTS = {"if": "choice", "for": "loop", "some": "loop", "every": "loop", "function": "definition"}
_OPENINGS = {"{": "context", "[": "brackets", "(": "parentheses"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression that has been read: its parts, its free variables and the functions it calls."""

    node: tree.Node
    names: frozenset[str]
    calls: frozenset[str]


class Parser(Phrases):
    """Operators and what follows a value: parts, filters and calls."""

    def expression(self, power: int = 0) -> tree.Node:
        """One expression, up to the first operator that binds less than `power`."""
        with self.deeper():
            node = self._operand()
            while True:
                following = self._following(node, power)
                if following is None:
                    return node
                node = following

    def _operand(self) -> tree.Node:
        token = self.token
        node = self.constant()
        if node is not None:
            return node
        if token.kind == "name":
            return self._named()
        if token.kind == "keyword" and token.text in _STARTS:
            read: tree.Node = getattr(self, _STARTS[token.text])()
            return read
        if token.kind == "sign" and token.text in _OPENINGS:
            opened: tree.Node = getattr(self, _OPENINGS[token.text])()
            return opened
        if self.took("-"):
            return tree.Minus(token.position, self.expression(SIGN))
        if self.took("!"):
            return tree.Negation(token.position, self.expression(SIGN))
        if self.took("?"):
            return tree.Name(token.position, "?")
        if self.took("]"):
            return self.range_from(token.position, self.expression(), includes_low=False)
        raise self.unexpected("A value is expected")

    def _named(self) -> tree.Node:
        position = self.token.position
        name = self.phrase() or self.words()
        if self.at("(") and not self.bound(name):
            self._check_function(name, position)
            self.called.add(name)
            return tree.Known(position, name, name in self.plugged)
        self.use(name)
        return tree.Name(position, name)

    def _check_function(self, name: str, position: int) -> None:
        if name in self.functions:
            return
        near = difflib.get_close_matches(name, self.functions, 1)
        remedy = f"Did you mean {near[0]}?" if near else "docs/feel.md lists the functions there are"
        raise FeelError(f"There is no function {name}", position, remedy)

    def _following(self, left: tree.Node, power: int) -> tree.Node | None:
        token = self.token
        if token.kind not in {"sign", "keyword"}:
            if token.kind == "end":
                return None
            raise self.unexpected("An operator is expected", "Two values side by side need an operator between them")
        binding = _BINARY.get(token.text)
        if binding is not None:
            return self._binary(left, binding) if binding > power else None
        if token.text in {"and", "or"}:
            return self._logic(left, power)
        if token.text in {"between", "in"}:
            return self._tested(left) if power < COMPARE else None
        if token.text == "instance":
            return self._instance(left) if power < INSTANCE else None
        return self._part(left)

    def _binary(self, left: tree.Node, binding: int) -> tree.Node:
        token = self.take()
        return tree.Binary(token.position, token.text, left, self.expression(binding))

    def _logic(self, left: tree.Node, power: int) -> tree.Node | None:
        token = self.token
        binding = AND if token.text == "and" else OR
        if binding <= power:
            return None
        parts = [left]
        while self.took(token.text):
            parts.append(self.expression(binding))
        return tree.Logic(token.position, token.text, tuple(parts))

    def _tested(self, left: tree.Node) -> tree.Node:
        token = self.take()
        if token.text == "between":
            low = self.expression(COMPARE)
            self.expect("and", "Write: value between low and high")
            return tree.Between(token.position, left, low, self.expression(COMPARE))
        return tree.In(token.position, left, self._tests_after_in())

    def _tests_after_in(self) -> tree.Tests:
        position = self.token.position
        if not self.took("("):
            return tree.Tests(position, (self._test(COMPARE),), negated=False)
        parts = [self._test()]
        if self.at("..") and not isinstance(parts[0], tree.Comparison):
            parts = [self.range_from(position, parts[0], includes_low=False)]
        else:
            while self.took(","):
                parts.append(self._test())
            self.expect(")", "Close the bracket with )")
        return tree.Tests(position, tuple(parts), negated=False)

    def _test(self, power: int = 0) -> tree.Node:
        token = self.token
        if self.took(*COMPARISONS):
            return tree.Comparison(token.position, token.text, self.expression(COMPARE))
        return self.expression(power)

    def tests(self) -> tree.Tests:
        """Unary tests, as in a cell of a decision table: `-`, `< 5, > 10`, `not("a", "b")`."""
        position = self.token.position
        if self.at("-") and self.tokens[self.index + 1].kind == "end":
            self.take()
            return tree.Tests(position, (), negated=False)
        negated = self._is_all_negated()
        if negated:
            self.index += 2
        parts = [self._test()]
        while self.took(","):
            parts.append(self._test())
        if negated:
            self.expect(")", "Close not( with )")
        return tree.Tests(position, tuple(parts), negated)

    def _is_all_negated(self) -> bool:
        rest = self.tokens[self.index : -1]
        if [token.text for token in rest[:2]] != ["not", "("] or rest[0].kind != "name":
            return False
        open_brackets = 0
        for place, token in enumerate(rest[1:], start=2):
            open_brackets += (token.text == "(") - (token.text == ")") if token.kind == "sign" else 0
            if not open_brackets:
                return place == len(rest)
        return False

    def _instance(self, left: tree.Node) -> tree.Node:
        position = self.take().position
        if self.token.text != "of":
            raise self.unexpected("of is expected", "Write: value instance of number")
        self.take()
        return tree.InstanceOf(position, left, self.kind())

    def _part(self, left: tree.Node) -> tree.Node | None:
        token = self.token
        if self.took("."):
            return tree.Path(token.position, left, self._part_name())
        if self.at("[") and self.range_end and isinstance(left, tree.Literal):
            return None
        if self.took("["):
            with self.binding(["item"], filtering=True):
                condition = self.expression()
            self.expect("]", "Close the filter with ]")
            return tree.Filter(token.position, left, condition)
        if self.took("("):
            return self._call(left, token.position)
        if token.text == "?":
            raise self.unexpected("An operator is expected", "Write: if condition then value else value")
        return None

    def _part_name(self) -> str:
        return self.take().text if self.token.kind == "keyword" else self.words()

    def _call(self, function: tree.Node, position: int) -> tree.Node:
        names: list[str] = []
        arguments: list[tree.Node] = []
        while not self.at(")"):
            name = self._argument_name()
            if arguments and bool(name) != bool(names):
                raise FeelError("Some arguments are named and some are not", self.token.position, "Name all or none")
            names += [name] if name else []
            arguments.append(self.expression())
            if not self.took(","):
                break
        self.expect(")", "Close the bracket with )")
        return tree.Call(position, function, tuple(arguments), tuple(names))

    def _argument_name(self) -> str | None:
        ahead = self.index
        while self.tokens[ahead].kind in {"name", "keyword"}:
            ahead += 1
        if ahead == self.index or self.tokens[ahead].text != ":" or self.tokens[ahead].kind != "sign":
            return None
        name = self.raw_until(":")
        self.take()
        return name


def parse(text: str, own: Iterable[str], plugged: Iterable[str]) -> Parsed:
    """Read one expression that may call FEEL's own functions and those plugged in; raises FeelError."""
    parser = Parser(text, own, plugged)
    if parser.token.kind == "end":
        raise FeelError("The expression is empty", 0, "Write a value, or leave the whole field out")
    node = parser.expression()
    return _finished(parser, node)


def parse_tests(text: str, own: Iterable[str], plugged: Iterable[str]) -> Parsed:
    """Read the unary tests of a decision table cell; an empty cell is `-`. Raises FeelError."""
    parser = Parser(text, own, plugged)
    if parser.token.kind == "end":
        return Parsed(tree.Tests(0, (), negated=False), frozenset(), frozenset())
    return _finished(parser, parser.tests())


def _finished(parser: Parser, node: tree.Node) -> Parsed:
    if parser.token.kind != "end":
        remedy = "Join conditions with and or or" if parser.token.text != ":" else "Take it out"
        raise parser.unexpected("The expression could end", remedy)
    if tree.height(node) > HEIGHT:
        raise FeelError(f"The expression has more than {HEIGHT} operators in a row", 0, "Split it, or use a list")
    return Parsed(node, frozenset(parser.free - {"?"}), frozenset(parser.called))
