"""Checks the files of a deployment together and never fails: what cannot be checked is itself a problem."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from engine.limits import TookTooLong
from engine.lint import diagram, dmn, forms, gather, lengths, located, published, rules, structure, xml_gate
from engine.lint.diagram import Diagram
from engine.lint.dmn import DecisionFile
from engine.lint.elements import TENANT
from engine.lint.facts import Facts
from engine.lint.form_file import FormFile
from engine.lint.known import Known
from engine.lint.names import BPMN
from engine.lint.report import ERROR, Problem, Report


@dataclass(slots=True)
class _Read:
    """Files that could be read, and what stood in the way of the others."""

    diagrams: list[Diagram] = field(default_factory=list)
    tables: list[DecisionFile] = field(default_factory=list)
    forms: list[FormFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check(files: Mapping[str, bytes], known: Known, tenant: str = "", beside: frozenset[str] = frozenset()) -> Report:
    """Every problem of the files, which are to be published together; never raises, whatever they hold.

    `tenant` is the tenant id that the Modeler's dialog sends, empty as a rule; `beside` names files among the
    deployed ones that are published together with these once more.
    """
    read, earlier = _read(files), _read(known.deployed)
    problems = list(read.problems)
    if tenant.strip():
        problems.append(Problem(ERROR, "deployment", 0, "", "", *TENANT, "tenant"))
    if not files:
        problems.append(_of_file("deployment", "no-files", "There is nothing to publish.", "Choose at least one file."))
    problems += _guarded("deployment", _clashes, read)
    facts = Facts(known)
    problems += _guarded("deployment", _gathered, facts, earlier, read, frozenset(files) | beside)
    for one in read.diagrams:
        one.facts = facts
        for rule in rules.FOR_DIAGRAMS:
            problems += _guarded(one.file, rule, one)
    for table in read.tables:
        for table_rule in (*dmn.RULES, lengths.tables):
            problems += _guarded(table.file, table_rule, table, known)
    for form in read.forms:
        found = [
            one
            for form_rule in (*forms.RULES, lengths.forms)
            for one in _guarded(form.file, form_rule, form, known.for_forms())
        ]
        if not any(one.severity == ERROR for one in found):
            found += _guarded(form.file, _by_reader, form, known, files[form.file])
        problems += found
    still = published.untouched(earlier.diagrams, read.diagrams)
    problems += _guarded("deployment", published.broken, still, known, earlier.tables, earlier.forms)
    return Report.of(problems)


def _gathered(facts: Facts, earlier: _Read, read: _Read, uploaded: frozenset[str]) -> Iterator[Problem]:
    """Fill in what the files offer each other; a later file of the same id counts."""
    diagrams = [*earlier.diagrams, *read.diagrams]
    gather.fill(facts, diagrams, [*earlier.tables, *read.tables], [*earlier.forms, *read.forms], uploaded)
    yield from ()


def _by_reader(form: FormFile, known: Known, data: bytes) -> Iterator[Problem]:
    """What those who show forms have against this one."""
    for what in known.read_form(data) if known.read_form is not None else ():
        yield form.problem(form.root, "form", what, "Correct the form in the Modeler.")


def _guarded(file: str, rule: Callable[..., Iterable[Problem]], *given: object) -> list[Problem]:
    """The problems a rule finds. A rule that fails itself refuses the file: letting it through would be worse."""
    try:
        return list(rule(*given))
    except TookTooLong:
        raise
    except Exception as fault:
        name = getattr(rule, "__name__", "a check")
        what = f"The check “{name}” could not deal with this file ({type(fault).__name__})."
        return [_of_file(file, "check-failed", what, "Simplify the file, and report this with the file as a fault.")]


def _read(files: Mapping[str, bytes]) -> _Read:
    read = _Read()
    for file, data in sorted(files.items()):
        reader = _READERS.get(PurePath(file).suffix)
        if reader is None:
            what = "This is no diagram (.bpmn), decision table (.dmn) or form (.form)."
            read.problems.append(_of_file(file, "unknown-file", what, "Leave it out, or rename it if it is one."))
            continue
        if len(file) > lengths.MOST:
            what = f"The name of this file has more than {lengths.MOST} characters."
            read.problems.append(_of_file(f"{file[:40]}…", "too-long", what, "Give it a shorter name."))
        try:
            reader(read, file, data)
        except (xml_gate.XmlRefused, located.JsonRefused) as refused:
            read.problems.append(Problem(ERROR, file, refused.line, "", "", refused.what, refused.remedy, refused.code))
        except TookTooLong:
            raise
        except Exception as fault:
            what = f"The file could not be read ({type(fault).__name__})."
            read.problems.append(_of_file(file, "check-failed", what, "Save the file again from the Modeler."))
    return read


def _read_diagram(read: _Read, file: str, data: bytes) -> None:
    root = xml_gate.parse(data)
    if root.tag != f"{BPMN}definitions":
        raise xml_gate.XmlRefused("not-bpmn", "This is not a BPMN file.", "Create it with Camunda Modeler.", 1)
    empty = Diagram(file, root)
    too_large = list(structure.too_large(empty))
    read.problems += too_large
    if not too_large:
        read.diagrams.append(diagram.read(file, root))


def _read_table(read: _Read, file: str, data: bytes) -> None:
    read.tables.append(dmn.read(file, xml_gate.parse(data)))


def _read_form(read: _Read, file: str, data: bytes) -> None:
    read.forms.append(FormFile(file, located.parse(data)))


_READERS: Mapping[str, Callable[[_Read, str, bytes], None]] = {
    ".bpmn": _read_diagram,
    ".dmn": _read_table,
    ".form": _read_form,
}


def _clashes(read: _Read) -> Iterator[Problem]:
    """No two files hold a process, decision or form of the same id."""
    found = [
        *(("process", process.id, one.file) for one in read.diagrams for process in one.processes),
        *(("decision", decision.id, one.file) for one in read.tables for decision in one.decisions),
        *(("form", one.id, one.file) for one in read.forms),
    ]
    first: dict[tuple[str, str], str] = {}
    for kind, name, file in found:
        earlier = first.setdefault((kind, name), file)
        if earlier != file and name:
            what = f"The {kind} “{name}” is also in {earlier}."
            yield _of_file(file, f"duplicate-{kind}", what, "Leave one of the two files out, or give it another id.")


def _of_file(file: str, code: str, what: str, remedy: str) -> Problem:
    return Problem(ERROR, file, 0, "", "", what, remedy, code)
