"""Compiles a diagram into a document that can be stored, and loads such a document so that instances can run."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import EventBasedGatewayParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import SubWorkflowParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.task_spec import BpmnTaskSpecConverter, EventConverter
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway, ServiceTask, SubWorkflowTask, TransactionSubprocess
from SpiffWorkflow.bpmn.specs.mixins import CallActivityMixin, SubWorkflowTaskMixin

from engine.errors import EngineError
from engine.spiff.element import Element, Json
from engine.spiff.loading import load
from engine.spiff.normalise import dialect, elements, xml
from engine.spiff.program import Program, Start

__all__ = ["CompileError", "CompiledProcess", "Element", "Program", "Start", "compile_file", "load"]

DOCUMENT_VERSION = 1

_BOOKKEEPING = (".EndJoin", ".BoundaryEventJoin", "StartEventSplit", "StartEventJoin")
"""Steps that the library adds to know what has ended; the runner knows it from the tokens themselves."""


class CompileError(EngineError):
    """SpiffWorkflow could not take the diagram; the linter should have said so before, in better words."""


@dataclass(frozen=True, slots=True)
class CompiledProcess:
    """One process of a file: what is stored, and which other definitions it needs."""

    key: str
    name: str
    document: bytes
    called: tuple[str, ...]
    decisions: tuple[str, ...]
    forms: tuple[str, ...]
    version_tag: str | None


class OpenGateway(EventBasedGateway):
    """An event gateway that leaves each event to its own branch (defect N4: timers shared one slot)."""

    def connect(self, taskspec: Any) -> None:
        BpmnTaskSpec.connect(self, taskspec)


class _InOrder:
    """Flows leave a node in the order of the file, not from top to bottom of the drawing."""

    def get_position(self, node: Any = None) -> dict[str, float]:
        return {"x": 0.0, "y": 0.0}


class _SubProcessParser(SubWorkflowParser):
    """Embedded sub-processes may have several start events (a body keeps its process's own) and need no end event."""

    def create_task(self) -> Any:
        self.process_parser.parser.create_parser(self.node, filename=self.filename, lane=self.lane)
        return self.spec_class(self.spec, self.bpmn_id, subworkflow_spec=self.bpmn_id, **self.bpmn_attributes)


_PARSERS: dict[str, tuple[type, type]] = {
    **BpmnParser.PARSER_CLASSES,
    full_tag("businessRuleTask"): (TaskParser, ServiceTask),
    full_tag("subProcess"): (_SubProcessParser, SubWorkflowTask),
    full_tag("transaction"): (_SubProcessParser, TransactionSubprocess),
    full_tag("eventBasedGateway"): (EventBasedGatewayParser, OpenGateway),
}


class _LastFirst(ProcessParser):
    """Reads the last steps first. The library goes from step to step in ever deeper calls, and stopped at about 400."""

    def add_tasks(self) -> None:
        for node in self._last_first():
            self.parse_node(node)
        super().add_tasks()

    def _last_first(self) -> list[Any]:
        done: dict[str, Any] = {}
        waiting = [(node, False) for node in self.xpath("./bpmn:startEvent")]
        seen: set[str] = set()
        while waiting:
            node, followed = waiting.pop()
            identifier = node.get("id")
            if followed:
                done[identifier] = node
            elif identifier not in seen:
                seen.add(identifier)
                waiting.append((node, True))
                waiting += [(after, False) for after in self._after(node)]
        return [node for node in done.values() if xml.local(node) != "boundaryEvent"]

    def _after(self, node: Any) -> list[Any]:
        """The nodes behind one: along its flows, and the boundary events on it."""
        identifier = node.get("id")
        targets = [self.get_node_by_id(flow.get("targetRef")) for flow in self.get_outgoing_sequence_flows(identifier)]
        return [target for target in targets if target is not None] + self.get_boundary_events(identifier)


class _Parser(BpmnParser):
    PROCESS_PARSER_CLASS = _LastFirst
    OVERRIDE_PARSER_CLASSES: ClassVar = {
        tag: (type(f"InOrder{parser.__name__}", (_InOrder, parser), {}), spec)
        for tag, (parser, spec) in _PARSERS.items()
    }


def compile_file(bpmn: bytes) -> list[CompiledProcess]:
    """Every executable process of a linted file. Raises Unreadable, Unsupported, CompileError."""
    root = xml.parse(bpmn)
    dialect.normalise(root)
    parser = _Parser()
    try:
        parser.add_bpmn_xml(root)
        return [_compiled(parser, root, process) for process in root.iter(xml.q("process")) if _runs(process)]
    except ValidationException as problem:
        raise CompileError(f"{getattr(problem, 'id', None) or 'The diagram'}: {problem}") from problem
    except (KeyError, ValueError, TypeError, AttributeError) as problem:
        raise CompileError(f"The diagram cannot be read: {problem}") from problem
    except RecursionError:
        raise CompileError("The longest chain of steps is too long. Split the process into called processes.") from None


def _runs(process: etree._Element) -> bool:
    return process.get("isExecutable", "true") == "true"


def _compiled(parser: BpmnParser, root: etree._Element, process: etree._Element) -> CompiledProcess:
    key = process.get("id", "")
    described = list(elements.read(root, process))
    name = process.get("name") or key
    document = {
        "version": DOCUMENT_VERSION,
        "key": key,
        "name": name,
        "elements": [element.document() for element in described],
        "specs": _specs(parser, key),
    }
    return CompiledProcess(
        key=key,
        name=name,
        document=orjson.dumps(document),
        called=_names(element.attributes.get("calledElement") for element in described),
        decisions=_names(element.attributes.get("decisionRef") for element in described),
        forms=_names(element.form for element in described),
        version_tag=process.get(xml.camunda("versionTag")),
    )


def _names(values: Iterable[Json]) -> tuple[str, ...]:
    """The distinct static names among references; one that is computed is known only when it runs."""
    return tuple(dict.fromkeys(str(value) for value in values if value and not str(value).startswith(("${", "#{"))))


def _specs(parser: BpmnParser, key: str) -> dict[str, Json]:
    """The specifications of a process and its embedded sub-processes, as the library's own registry writes them."""
    registry = BpmnWorkflowSerializer.configure(
        {**DEFAULT_CONFIG, ServiceTask: BpmnTaskSpecConverter, OpenGateway: EventConverter}
    )
    found: dict[str, Json] = {}
    waiting = [key]
    while waiting:
        name = waiting.pop()
        spec = parser.get_spec(name)
        for task_spec in spec.task_specs.values():
            task_spec._outputs = [output for output in task_spec._outputs if not output.endswith(_BOOKKEEPING)]
            if isinstance(task_spec, SubWorkflowTaskMixin) and not isinstance(task_spec, CallActivityMixin):
                waiting.append(task_spec.spec)
        found[name] = registry.convert(spec)
        for inner in [inner for inner in found[name]["task_specs"] if inner == "End" or inner.endswith(_BOOKKEEPING)]:
            del found[name]["task_specs"][inner]
    return found
