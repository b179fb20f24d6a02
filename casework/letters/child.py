"""Runs by itself, in a process that holds nothing but templates and what is merged into them.

Process owners write the templates, so they are rendered here: no secrets, 20 seconds of computing, a gigabyte of
memory, and, once everything is there that is needed, not one more file, connection or process. Reads one JSON document
from standard input and writes one to standard output.
"""

import base64
import io
import json
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any


def render(template: bytes, context: dict[str, Any]) -> tuple[bytes, str]:
    """The document, and the version that its template says it has; raises what Jinja raises."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(template))
    document.render(context, _strict())
    written = io.BytesIO()
    document.save(written)
    return written.getvalue(), str(document.docx.core_properties.version or "")


@lru_cache(maxsize=16)
def unclosed(template: bytes) -> str:
    """The first paragraph in which a mark of the template begins and does not end, as its words; empty when none does.

    Such a mark would take everything up to the next one with it, and the letter would leave without those words.
    """
    from docx import Document
    from docx.oxml.ns import qn

    document: Any = Document(io.BytesIO(template))
    paragraphs = (each for part in _parts(document) for each in part.iter(qn("w:p")))
    for words in ("".join(text.text or "" for text in each.iter(qn("w:t"))) for each in paragraphs):
        if any(words.count(start) != words.count(end) for start, end in (("{{", "}}"), ("{%", "%}"))):
            return words
    return ""


def _parts(document: Any) -> list[Any]:
    """Body, headers and footers."""
    edges = [
        edge._element
        for each in document.sections
        for edge in (each.header, each.footer)
        if not edge.is_linked_to_previous
    ]
    return [document.element.body, *edges]


def missing(template: bytes, context: dict[str, Any]) -> tuple[list[str], bytes]:
    """Everything that the template asks for and that is not there, by dotted name; and the document without it."""
    from docxtpl import DocxTemplate
    from jinja2 import ChainableUndefined

    asked: set[str] = set()
    names = dict(_names(context, ""))

    class Noting(ChainableUndefined):
        def _note(self) -> str:
            asked.add(names.get(id(self._undefined_obj), "") + str(self._undefined_name))
            return ""

        def __str__(self) -> str:
            return self._note()

        def __html__(self) -> str:
            return self._note()

        def __iter__(self) -> Any:
            return iter(self._note())

        def __bool__(self) -> bool:
            return bool(self._note())

    document = DocxTemplate(io.BytesIO(template))
    document.render(context, _environment(Noting))
    written = io.BytesIO()
    document.save(written)
    return sorted(asked), written.getvalue()


def _names(value: Any, name: str) -> Iterator[tuple[int, str]]:
    """What each dictionary in the merge data is called, with the dot that goes before a name in it."""
    if isinstance(value, dict):
        yield id(value), name
        for key, each in value.items():
            yield from _names(each, f"{name}{key}.")
    elif isinstance(value, list):
        for each in value:
            yield from _names(each, name)


def empty(context: dict[str, Any], required: list[str]) -> list[str]:
    """The required values that are missing or empty, by dotted name."""
    found = []
    for path in required:
        value: Any = context
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value in (None, "", [], {}):
            found.append(path)
    return found


def answer(item: dict[str, Any]) -> dict[str, Any]:
    """What becomes of one letter: a document, the names of what is missing, or a problem in words without content."""
    from jinja2 import TemplateError, UndefinedError

    if "changes" in item:
        return _changed(item)
    if "faults" in item:
        return _judged(item)
    template, context = base64.b64decode(item["template"]), item["context"]
    unfilled = empty(context, item["required"])
    try:
        if words := unclosed(template):
            return {"problem": f"a mark begins and does not end in “{words[:60]}”"}
        document, version = render(template, context)
    except UndefinedError as problem:
        return _lacking(template, context, unfilled, str(problem))
    except TemplateError as problem:
        return {"problem": f"{type(problem).__name__}: {problem}"}
    except Exception as problem:
        memory = "it needs more memory than it may, perhaps for a loop in it"
        return {"problem": memory if isinstance(problem, MemoryError) else type(problem).__name__}
    if unfilled:
        return {"missing": unfilled}
    return {"document": base64.b64encode(document).decode(), "version": version}


def _judged(item: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with a finished document."""
    document = base64.b64decode(item["document"])
    try:
        return {"faults": _beside("faults").faults_of(item["faults"], document, item["context"])}
    except OSError:  # the library would take its own from a file, which cannot be opened here
        return {"faults": ["it has no styles or no foot of its own: make it from the template that is used now"]}


def _lacking(template: bytes, context: dict[str, Any], unfilled: list[str], said: str) -> dict[str, Any]:
    """The names of what is missing, or what was said of the first where the template asks it for more."""
    from jinja2 import TemplateError

    try:
        names, as_far = missing(template, context)
        return {"missing": sorted({*unfilled, *names}), "as_far": base64.b64encode(as_far).decode()}
    except TemplateError:
        return {"problem": said}


def _changed(item: dict[str, Any]) -> dict[str, Any]:
    """The document with changes in it, and which of them found no place."""
    from docx import Document

    try:
        document: Any = Document(io.BytesIO(base64.b64decode(item["document"])))
        words = _beside("child_words")
        lost = [number for number, each in enumerate(item["changes"]) if not words.put(document.element.body, each)]
        for was, becomes in item.get("everywhere", []):
            for part in _parts(document):
                words.replace(part, was, becomes)
        written = io.BytesIO()
        document.save(written)
    except Exception as problem:  # whatever python-docx meets in a damaged file; its text may hold personal data
        return {"problem": type(problem).__name__}
    return {
        "document": base64.b64encode(written.getvalue()).decode(),
        "lost": lost,
        "paragraphs": words.paragraphs(document.element.body),
        "edges": [words.text_of(each) for part in _parts(document)[1:] for each in words.every(part)],
        "left_open": words.left_open(document),
    }


@cache
def _beside(name: str) -> Any:
    """A module beside this one; a process that inherits nothing has to be told where that is."""
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(f"{name}.py is not beside child.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _environment(undefined: Any) -> Any:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    compiled: dict[Any, Any] = {}

    class Remembering(ImmutableSandboxedEnvironment):
        """Compiles a text once: letters that are made together are mostly of one template."""

        def from_string(self, source: Any, *more: Any, **named: Any) -> Any:
            if source not in compiled:
                compiled[source] = super().from_string(source, *more, **named)
            return compiled[source]

    environment = Remembering(autoescape=True, undefined=undefined)
    # Templates show what they are given: they need none of Jinja's own functions.
    environment.globals.clear()
    return environment


@cache
def _strict() -> Any:
    from jinja2 import StrictUndefined

    return _environment(StrictUndefined)


if __name__ == "__main__":
    limits = _beside("child_limits")
    limits.limit_self()
    orders = json.load(sys.stdin)
    limits.close_the_door(orders, answer)
    json.dump([answer(item) for item in orders], sys.stdout)
