"""Reading the parts of an expression that begin with a word or a bracket of their own."""

from decimal import Decimal, InvalidOperation

from feel import temporal, tree
from feel.errors import FeelError
from feel.kinds import existing
from feel.lexer import Token
from feel.reader import Reader
from feel.values import NUMBERS

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_CONSTANTS = {"true": True, "false": False, "null": None}
_KIND_WORDS = ("date and time", "days and time duration", "years and months duration")


class Phrases(Reader):
    """Everything an expression may begin with. The parser adds what may follow."""

    def expression(self, power: int = 0) -> tree.Node:
        """One expression, up to the first operator that binds less than `power`."""
        raise NotImplementedError

    range_end = False
    """Whether the end of a range is being read: there `10[` closes the range and does not filter the number."""

    def constant(self) -> tree.Node | None:
        """A number, a text, true, false, null, or a date written as @"…"; None when something else stands here."""
        token = self.token
        if token.kind == "number":
            self.take()
            return tree.Literal(token.position, _number(token))
        if token.kind == "string":
            self.take()
            return tree.Literal(token.position, token.text)
        if token.kind == "at":
            self.take()
            return tree.Literal(token.position, _moment(token))
        if token.kind == "keyword" and token.text in _CONSTANTS:
            self.take()
            return tree.Literal(token.position, _CONSTANTS[token.text])
        return None

    def choice(self) -> tree.Node:
        """`if … then … else …`"""
        position = self.take().position
        condition = self.expression()
        self.expect("then", "Write: if condition then value else value")
        yes = self.expression()
        self.expect("else", "Say what the value is otherwise: else null, for example")
        return tree.If(position, condition, yes, self.expression())

    def loop(self) -> tree.Node:
        """`for … return …`, `some … satisfies …`, `every … satisfies …`"""
        opening = self.take()
        before = "return" if opening.text == "for" else "satisfies"
        with self.binding(["partial"] if opening.text == "for" else []) as scope:
            iterations = [self._iteration(scope)]
            while self.took(","):
                iterations.append(self._iteration(scope))
            self.expect(before, f"Write: {opening.text} name in list {before} expression")
            body = self.expression()
        if opening.text == "for":
            return tree.For(opening.position, tuple(iterations), body)
        return tree.Quantified(opening.position, opening.text == "every", tuple(iterations), body)

    def _iteration(self, scope: set[str]) -> tree.Iteration:
        position = self.token.position
        name = self.raw_until("in")
        self.expect("in", "Write: name in list")
        domain = self.expression()
        end = self.expression() if self.took("..") else None
        scope.add(name)
        return tree.Iteration(position, name, domain, end)

    def definition(self) -> tree.Node:
        """`function(a, b: number) body`"""
        position = self.take().position
        self.expect("(")
        names: list[str] = []
        kinds: list[tree.Kind | None] = []
        while not self.at(")"):
            names.append(self.raw_until(",", ":", ")"))
            kinds.append(self.kind() if self.took(":") else None)
            if not self.took(","):
                break
        self.expect(")")
        if self.token.text == "external":
            raise FeelError("Functions outside FEEL cannot be called", self.token.position, "Ask for a handler instead")
        with self.binding(names):
            return tree.FunctionOf(position, tuple(names), tuple(kinds), self.expression())

    def context(self) -> tree.Node:
        """`{name: value, …}`"""
        position = self.take().position
        names: list[str] = []
        values: list[tree.Node] = []
        with self.binding([]) as scope:
            while not self.at("}"):
                names.append(self._key(names))
                self.expect(":", "Write: {name: value}")
                values.append(self.expression())
                scope.add(names[-1])
                if not self.took(","):
                    break
        self.expect("}", "Close the context with }")
        return tree.ContextOf(position, tuple(names), tuple(values))

    def _key(self, before: list[str]) -> str:
        token = self.token
        key = self.take().text if token.kind == "string" else self.raw_until(":", ",", "}")
        if key in before:
            raise FeelError(
                f"The name {key} stands twice in one context", token.position, "Give each entry its own name"
            )
        return key

    def brackets(self) -> tree.Node:
        """A list `[a, b]` or a range `[a..b]`."""
        position = self.take().position
        if self.took("]"):
            return tree.ListOf(position, ())
        items = [self.expression()]
        if self.at(".."):
            return self.range_from(position, items[0], includes_low=True)
        while self.took(","):
            items.append(self.expression())
        self.expect("]", "Close the list with ]")
        return tree.ListOf(position, tuple(items))

    def range_from(self, position: int, low: tree.Node, *, includes_low: bool) -> tree.Node:
        """The rest of a range, from its dots on."""
        self.expect("..")
        outside, self.range_end = self.range_end, True
        high = self.expression()
        self.range_end = outside
        if not self.at("]", ")", "["):
            raise self.unexpected("The end of the range is expected", "Close it with ] to include the end, or with )")
        return tree.RangeOf(position, low, high, includes_low, self.take().text == "]")

    def parentheses(self) -> tree.Node:
        """`(expression)`, a range `(a..b)`, or a range with one end such as `(< 5)`."""
        position = self.take().position
        if self.at(*COMPARISONS):
            node = self._half_range(position, self.take().text)
            self.expect(")")
            return node
        inner = self.expression()
        if self.at(".."):
            return self.range_from(position, inner, includes_low=False)
        self.expect(")", "Close the bracket with )")
        return inner

    def _half_range(self, position: int, operator: str) -> tree.Node:
        end = self.expression(power=3)
        if operator in {"<", "<="}:
            return tree.RangeOf(position, None, end, includes_low=False, includes_high=operator == "<=")
        if operator in {">", ">="}:
            return tree.RangeOf(position, end, None, includes_low=operator == ">=", includes_high=False)
        if operator == "=":
            return tree.RangeOf(position, end, end, includes_low=True, includes_high=True)
        raise FeelError("A range cannot leave out one value", position, "Write not(…)")

    def kind(self) -> tree.Kind:
        """The name of a type, as after `instance of`; raises FeelError when there is no such type."""
        with self.deeper():
            return existing(self._kind())

    def _kind(self) -> tree.Kind:
        position = self.token.position
        name = self._kind_name()
        if name == "function" and self.took("<"):
            parts = self._kinds()
            self.expect("->", "Write: function<number> -> number")
            return tree.Kind(position, name, (*parts, self.kind()))
        if name == "context" and self.took("<"):
            keys, parts = [], []
            while True:
                keys.append(self.raw_until(":"))
                self.expect(":")
                parts.append(self.kind())
                if not self.took(","):
                    break
            self.expect(">")
            return tree.Kind(position, name, tuple(parts), tuple(keys))
        parts_of = self._kinds() if name in {"list", "range"} and self.took("<") else ()
        return tree.Kind(position, name, tuple(parts_of))

    def _kinds(self) -> list[tree.Kind]:
        kinds: list[tree.Kind] = []
        while not self.at(">"):
            kinds.append(self.kind())
            if not self.took(","):
                break
        self.expect(">")
        return kinds

    def _kind_name(self) -> str:
        ahead = [token.text for token in self.tokens[self.index : self.index + 4]]
        for phrase in _KIND_WORDS:
            words = phrase.split()
            if ahead[: len(words)] == words:
                self.index += len(words)
                return phrase
        if self.at("function", "null"):
            return self.take().text
        return self.words()


def _number(token: Token) -> Decimal:
    try:
        return NUMBERS.create_decimal(token.text)
    except (InvalidOperation, ArithmeticError):
        raise FeelError("The number is too big", token.position, "Use a number of at most 34 digits") from None


def _moment(token: Token) -> object:
    value = temporal.moment(token.text)
    if value is None:
        raise FeelError(
            f'@"{token.text}" is no date, time or duration',
            token.position,
            'Write, for example, @"2027-01-14", @"10:15:00", @"2027-01-14T10:15:00@Europe/London" or @"P3D"',
        )
    return value
