"""Which of our classes stands in for which of the library's when a stored specification is loaded."""

from typing import Any

from SpiffWorkflow.bpmn.serializer.default import task_spec as converters

from engine.spiff.specs import activities, events, gateways, moving, several

CONVERTERS: dict[str, tuple[Any, Any]] = {
    "BpmnStartTask": (moving.Start, converters.BpmnStartTaskConverter),
    "BoundaryEventSplit": (moving.EdgeSplit, converters.BpmnTaskSpecConverter),
    "NoneTask": (moving.PassThrough, converters.BpmnTaskSpecConverter),
    "ManualTask": (moving.PassManual, converters.BpmnTaskSpecConverter),
    "UserTask": (activities.PersonTask, converters.BpmnTaskSpecConverter),
    "ServiceTask": (activities.MachineTask, converters.BpmnTaskSpecConverter),
    "ScriptTask": (activities.FeelScript, converters.ScriptTaskConverter),
    "SubWorkflowTask": (activities.EmbeddedProcess, converters.SubWorkflowConverter),
    "TransactionSubprocess": (activities.Transaction, converters.SubWorkflowConverter),
    "CallActivity": (activities.CalledProcess, converters.SubWorkflowConverter),
    "ExclusiveGateway": (gateways.Choice, converters.ExclusiveGatewayConverter),
    "ParallelGateway": (gateways.Parallel, converters.ParallelGatewayConverter),
    "InclusiveGateway": (gateways.InclusiveChoice, converters.ConditionalGatewayConverter),
    "OpenGateway": (gateways.FirstEvent, converters.EventConverter),
    "ParallelMultiInstanceTask": (several.AllAtOnce, converters.MultiInstanceTaskConverter),
    "SequentialMultiInstanceTask": (several.OneByOne, converters.MultiInstanceTaskConverter),
    "StartEvent": (events.Begin, converters.EventConverter),
    "EndEvent": (events.End, converters.EventConverter),
    "IntermediateCatchEvent": (events.Catch, converters.EventConverter),
    "IntermediateThrowEvent": (events.Throw, converters.EventConverter),
    "BoundaryEvent": (events.Edge, converters.BoundaryEventConverter),
    "SendTask": (events.Send, converters.EventConverter),
    "ReceiveTask": (events.Receive, converters.EventConverter),
}
