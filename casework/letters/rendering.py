"""Templates and merge data made into documents, in a child process of its own that inherits nothing."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casework.letters import child
from engine.errors import EngineError

CHILD = Path(__file__).with_name("child.py")
SECONDS = 45
"""How long the child may take in all, waiting for the computer included."""

# What XML cannot hold, and what the template library would take for paragraphs, page breaks or tabs of its own.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class LetterProblem(EngineError):
    """A letter cannot be made; the text names the letter and what to do, and nothing of the case."""


class MissingFields(LetterProblem):
    """Facts that the letter needs are not there; `fields` lists all of them by name."""

    def __init__(self, code: str, fields: Sequence[str]) -> None:
        super().__init__(
            f"The letter {code} cannot be made: {', '.join(fields)} {'is' if len(fields) == 1 else 'are'} missing. "
            "Complete the form or the setting it comes from, then try again."
        )
        self.code, self.fields = code, tuple(fields)


@dataclass(frozen=True, slots=True)
class Order:
    """One letter to be rendered: which, from which template, with what, and what of it must not be empty."""

    code: str
    template: bytes = field(repr=False)
    context: dict[str, Any] = field(repr=False)
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document and its template's version."""

    content: bytes = field(repr=False)
    template_version: str


def render_all(orders: Sequence[Order], seconds: float = SECONDS) -> list[Rendered]:
    """Every letter, in the same order; raises MissingFields or LetterProblem for the first that cannot be made."""
    if not orders:
        return []
    answers = _HOW.get()([_asked(each) for each in orders], seconds)
    return [_taken(order, answer) for order, answer in zip(orders, answers, strict=True)]


def tried(orders: Sequence[Order], seconds: float = SECONDS) -> list[tuple[LetterProblem | None, bytes]]:
    """What is wrong with each letter, and the letter as far as it can be made: to look at a template as a whole."""
    found: list[tuple[LetterProblem | None, bytes]] = []
    for order, answer in zip(orders, _HOW.get()([_asked(each) for each in orders], seconds), strict=True):
        try:
            found.append((None, _taken(order, answer).content))
        except LetterProblem as problem:
            found.append((problem, base64.b64decode(answer.get("as_far", ""))))
    return found


def faults_of(documents: Sequence[tuple[str, bytes, Mapping[str, Any]]], seconds: float = SECONDS) -> list[list[str]]:
    """What is wrong with each finished document of a code into which these data went, in words."""
    asked = [
        {"faults": code, "document": base64.b64encode(content).decode(), "context": printable(dict(context))}
        for code, content, context in documents
    ]
    return [[str(each) for each in answer["faults"]] for answer in _HOW.get()(asked, seconds)] if asked else []


def _asked(order: Order) -> dict[str, Any]:
    return {
        "template": base64.b64encode(order.template).decode(),
        "context": printable(order.context),
        "required": list(order.required),
    }


@dataclass(frozen=True, slots=True)
class Changing:
    """A finished document and what is to become otherwise in it; no changes only reads it.

    Each change has the `old` paragraphs, the `new` ones, and `at`, how far down the old ones stood; `everywhere` are
    words put in the place of others in headers and footers too.
    """

    document: bytes = field(repr=False)
    changes: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    everywhere: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """The document then, the numbers of the changes that found no place, and what it says, paragraph by paragraph.

    `left_open` names what hides behind its words: changes that Word tracks, comments.
    """

    content: bytes = field(repr=False)
    lost: tuple[int, ...]
    paragraphs: tuple[Mapping[str, str], ...] = field(repr=False)
    edges: tuple[str, ...] = field(repr=False)
    left_open: tuple[str, ...]


def change_all(documents: Sequence[Changing], seconds: float = SECONDS) -> list[Changed]:
    """Every document changed, in the same order; raises LetterProblem for one that cannot be read."""
    if not documents:
        return []
    asked = [
        {
            "document": base64.b64encode(each.document).decode(),
            "changes": printable([dict(change) for change in each.changes]),
            "everywhere": printable(each.everywhere),
        }
        for each in documents
    ]
    return [_read(answer) for answer in _HOW.get()(asked, seconds)]


def _read(answer: dict[str, Any]) -> Changed:
    if "problem" in answer:
        raise LetterProblem("The document cannot be read as a Word document. Save it again in Word as .docx.")
    said = {name: tuple(answer[name]) for name in ("lost", "paragraphs", "edges", "left_open")}
    return Changed(base64.b64decode(answer["document"]), **said)


def printable(value: Any) -> Any:
    """The same without characters that a document cannot hold; tabs become spaces, lines stay lines."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


@contextmanager
def at_home() -> Iterator[None]:
    """Render in this very process meanwhile: for rehearsals, whose templates are the product's own and trusted."""
    before = _HOW.set(lambda asked, _seconds: [child.answer(one) for one in asked])
    try:
        yield
    finally:
        _HOW.reset(before)


def _ask(asked: list[dict[str, Any]], seconds: float) -> list[dict[str, Any]]:
    # -I keeps the child from our own packages, the working directory and the environment's PYTHON* settings.
    command = [sys.executable, "-I", str(CHILD)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no part of the command comes from outside
            command, input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8", timeout=seconds, env={},
            cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise LetterProblem("A letter took too long to make. Look for a loop in its template.") from None
    if done.returncode != 0:
        raise LetterProblem("A letter used more time or memory than it may. Look for a loop in its template.")
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


_HOW: ContextVar[Callable[[list[dict[str, Any]], float], list[dict[str, Any]]]] = ContextVar("how", default=_ask)
"""How documents are made."""


def _taken(order: Order, answer: dict[str, Any]) -> Rendered:
    if "missing" in answer:
        raise MissingFields(order.code, answer["missing"])
    if "problem" in answer:
        raise LetterProblem(f"The template of the letter {order.code} is faulty: {answer['problem']}. Correct it.")
    return Rendered(base64.b64decode(answer["document"]), answer["version"])
