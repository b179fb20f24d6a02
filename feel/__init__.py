"""FEEL, the expression language of diagrams, forms and decision tables (DMN 1.3, chapter 10): docs/feel.md."""

from feel.errors import FeelError
from feel.expressions import Expression, UnaryTests, compile, compile_tests
from feel.values import Range, Value, YearsMonths
from feel.wrapping import expression_in
from feel.writing import plain

__all__ = [
    "Expression",
    "FeelError",
    "Range",
    "UnaryTests",
    "Value",
    "YearsMonths",
    "compile",
    "compile_tests",
    "expression_in",
    "plain",
]
