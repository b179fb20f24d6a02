"""Whether a FEEL text compiles, and which habits of Java, JUEL and Python it still has."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import feel
from engine.lint.known import Known
from engine.lint.names import one_of
from feel import limits


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one expression, and what to do."""

    code: str
    what: str
    remedy: str


_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_CALL = re.compile(r"(?<!\w)([A-Za-z_]\w*)\s*\(")
_CLOCK = re.compile(r'\bdeadline\s*\(\s*("(?:[^"\\]|\\.)*"\s*\))?')

_LEFTOVERS: Final = tuple(
    (re.compile(pattern), code, what, remedy)
    for pattern, code, what, remedy in (
        (r"\bexecution\b", "juel", "“execution” does not exist here", "Write the name of the variable alone."),
        (r"\btask\.", "juel", "“task” does not exist here", "Write the name of the variable alone."),
        (
            r"\b[A-Za-z_]\w*\.\w+\s*\(",
            "bean-call",
            "It calls a method",
            'Write contains(x, "a") for x.contains("a"); for work use a service task with a topic.',
        ),
        (r"\bempty\s+[A-Za-z_]", "juel", "“empty” is not FEEL", "Write x = null, or count(x) = 0."),
        (
            r"(?<!\w)(?:eq|ne|lt|gt|le|ge)(?!\w)\s+[\w\"'(-]",
            "juel",
            "eq, ne, lt … are not FEEL",
            "Write = != < > <= >=.",
        ),
        (r"[\w)]\s+(?:mod|div)\s+[\w(-]", "juel", "mod and div are not FEEL", "Write modulo(a, b), or a / b."),
        (r"\bnot\s+(?!in\b)[A-Za-z_]", "juel", "not asks for brackets", "Write not(x), or a != b."),
        (r"\?[^?]*:", "juel", "“? :” is not FEEL", "Write if … then … else …."),
        (r"'[^']*'", "juel", "Texts stand between double quotes in FEEL", "Write \"yes\" instead of 'yes'."),
        (r"\b(?:True|False|None)\b", "python", "True, False and None are not FEEL", "Write true, false, null."),
        (
            r"\b(?:lambda|import|is\s+not|is\s+None|not\s+in)\b",
            "python",
            "This is Python, not FEEL",
            "See the list of FEEL.",
        ),
        (r"__\w+__", "python", "Names with double underscores do not exist", "Write the name of a variable."),
        (r"\w\[\s*\"", "python", 'x["name"] is not FEEL', "Write x.name."),
    )
)


def without_texts(source: str) -> str:
    """The expression with its quoted texts blanked, every other character in its place."""
    return _TEXT.sub(lambda found: '"' + " " * (len(found.group()) - 2) + '"', source)


def check(source: str, known: Known) -> tuple[feel.Expression | None, Fault | None]:
    """The compiled expression, or the first thing wrong with it."""
    fault = next(_leftovers(source), None)
    if fault is not None:
        return None, fault
    try:
        expression = feel.compile(source, known.functions)
    except feel.FeelError as problem:
        return None, _unknown_function(source, known.functions) or _fault(source, problem)
    return expression, clock_fault(source, known)


def check_tests(source: str, known: Known) -> tuple[feel.UnaryTests | None, Fault | None]:
    """The compiled cell of a decision table, or the first thing wrong with it."""
    fault = next(_leftovers(source), None)
    if fault is not None:
        return None, fault
    try:
        return feel.compile_tests(source, known.functions), clock_fault(source, known)
    except feel.FeelError as problem:
        return None, _fault(source, problem)


def _leftovers(source: str) -> Iterator[Fault]:
    if len(source) > limits.SOURCE_CHARACTERS:
        # FEEL refuses it for its length: nothing else need be said.
        return
    blanked = without_texts(source)
    for pattern, code, what, remedy in _LEFTOVERS:
        found = pattern.search(blanked)
        if found:
            yield Fault(code, f"In “{shown(source)}”, at character {found.start() + 1}: {what}.", remedy)


def _fault(source: str, problem: feel.FeelError) -> Fault:
    what = f"In “{shown(source)}”, at character {problem.position + 1}: {str(problem.message).rstrip('.')}."
    return Fault("feel", what, (problem.remedy or "Correct the expression").rstrip(".") + ".")


def _unknown_function(source: str, functions: Collection[str]) -> Fault | None:
    """The function that does not exist, when that alone is why the expression does not compile."""
    if len(source) > limits.SOURCE_CHARACTERS:
        return None
    called = set(_CALL.findall(without_texts(source))) - set(functions)
    if not called or not _compiles(source, called | set(functions)):
        return None
    for name in sorted(called):
        if not _compiles(source, (called | set(functions)) - {name}):
            remedy = one_of(name, "functions besides those of FEEL", functions)
            return Fault("unknown-function", f"In “{shown(source)}”: there is no function “{name}”.", remedy)
    return None


def _compiles(source: str, functions: Collection[str]) -> bool:
    try:
        feel.compile(source, functions)
    except feel.FeelError:
        return False
    return True


def clock_fault(source: str, known: Known) -> Fault | None:
    """A clock that does not exist, or one that is not named in the expression itself."""
    for found in _CLOCK.finditer(source):
        argument = found.group(1)
        if argument is None:
            what = f"In “{shown(source)}”: deadline(…) must name its clock between quotes, so that it can be checked."
            return Fault("clock-not-named", what, one_of("", "clocks", known.clocks))
        name = argument.rstrip(") \t\r\n")[1:-1]
        if name not in known.clocks:
            what = f"In “{shown(source)}”: there is no clock “{name}”."
            return Fault("unknown-clock", what, one_of(name, "clocks", known.clocks))
    return None


def shown(source: str) -> str:
    """An expression as a report shows it: on one line, not too long."""
    line = " ".join(source.split())
    return line if len(line) <= 120 else line[:117] + "…"
