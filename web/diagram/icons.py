"""The small signs inside tasks, events and gateways, each drawn around the point (0, 0)."""

from web.diagram.text import number

OUTLINE, FULL = "bpmn-icon", "bpmn-icon bpmn-icon--full"

TASKS = {
    "userTask": '<circle class="{o}" cy="-3" r="3.2"/><path class="{o}" d="M-6 7c0-8 12-8 12 0z"/>',
    "serviceTask": '<circle class="{o}" r="2.4"/><path class="{o}" d="M0-7v2.2M0 4.8V7M-7 0h2.2M4.8 0H7'
    'M-5-5l1.6 1.6M3.4 3.4 5 5M5-5 3.4-3.4M-3.4 3.4-5 5"/><circle class="{o}" r="4.9"/>',
    "sendTask": '<path class="{f}" d="M-7-5H7V5H-7z"/><path class="bpmn-icon bpmn-light" d="m-7-5 7 6 7-6"/>',
    "receiveTask": '<path class="{o}" d="M-7-5H7V5H-7z"/><path class="{o}" d="m-7-5 7 6 7-6"/>',
    "scriptTask": '<path class="{o}" d="M-4-7H6c-6 5 4 9-2 14H-6C0 2-10-2-4-7zM-3-3h6M-4 0h6M-2 3h5"/>',
    "manualTask": '<path class="{o}" d="M-7 0c3-4 5-5 7-5H4v2.5H0M4-2.5h3V0H1M7 0v2.5H1M5.5 2.5V5H-3l-4-2z"/>',
    "businessRuleTask": '<path class="{o}" d="M-7-5H7V5H-7zM-7-1.5H7M-7 2H7M-2.5-1.5V5"/>'
    '<path class="{f}" d="M-7-5H7v3H-7z"/>',
}

EVENTS = {
    "message": '<path class="{c}" d="M-8-5.5H8v11H-8z"/><path class="{line}" d="m-8-5.5 8 6.5 8-6.5"/>',
    "timer": '<circle class="bpmn-icon" r="9.5"/>'
    '<path class="bpmn-icon" d="M0-5.5V0l4 2.5M0-9.5v2M0 7.5v2M-9.5 0h2M7.5 0h2"/>',
    "error": '<path class="{c}" d="m-8 7 4-14 6 7L8-7 4 7-2 0z"/>',
    "escalation": '<path class="{c}" d="M0-9 6 8 0 2-6 8z"/>',
    "signal": '<path class="{c}" d="M0-8 8 6H-8z"/>',
    "conditional": '<path class="bpmn-icon" d="M-6-8H6V8H-6zM-4-5h8M-4-1.5h8M-4 2h8M-4 5h8"/>',
    "compensate": '<path class="{c}" d="m0-6-8 6 8 6zM8-6 0 0l8 6z"/>',
    "cancel": '<path class="{c}" d="m-8-5 3-3 5 5 5-5 3 3-5 5 5 5-3 3-5-5-5 5-3-3 5-5z"/>',
    "link": '<path class="{c}" d="M-8-3.5H2V-7L9 0 2 7V3.5H-8z"/>',
    "terminate": '<circle class="bpmn-icon bpmn-icon--full" r="8.5"/>',
    "multiple": '<path class="{c}" d="m0-9 8.6 6.2L5.3 7.3H-5.3L-8.6-2.8z"/>',
    "parallelMultiple": '<path class="{c}" d="M-3-9h6v6h6v6H3v6h-6V3h-6v-6h6z"/>',
}

GATEWAYS = {
    "exclusiveGateway": '<path class="bpmn-icon bpmn-thick" d="m-6-7 12 14M6-7-6 7"/>',
    "parallelGateway": '<path class="bpmn-icon bpmn-thick" d="M0-10v20M-10 0h20"/>',
    "inclusiveGateway": '<circle class="bpmn-icon bpmn-thick" r="9.5"/>',
    "complexGateway": '<path class="bpmn-icon bpmn-thick" d="M0-10v20M-10 0h20M-7-7 7 7M7-7-7 7"/>',
    "eventBasedGateway": '<circle class="bpmn-icon" r="13"/><circle class="bpmn-icon" r="10.5"/>'
    '<path class="bpmn-icon" d="m0-6.5 6.2 4.5L3.8 5.3H-3.8L-6.2-2z"/>',
}

MARKERS = {
    "parallel": '<path class="bpmn-icon bpmn-thick" d="M-4-5V5M0-5V5M4-5V5"/>',
    "sequential": '<path class="bpmn-icon bpmn-thick" d="M-5-4H5M-5 0H5M-5 4H5"/>',
    "loop": '<path class="bpmn-icon" d="M-2.5 5A5.3 5.3 0 1 1 2 5M-2.5 5l-3-.5M-2.5 5l.5-3"/>',
    "collapsed": '<path class="bpmn-icon" d="M-6-6H6V6H-6zM0-3.5v7M-3.5 0h7"/>',
    "adhoc": '<path class="bpmn-icon bpmn-thick" d="M-6 1c3-5 6 3 12-2"/>',
}


def placed(sign: str, x: float, y: float, filled: bool = False) -> str:
    """A sign at a point, full for what throws and hollow for what catches."""
    body = sign.replace("{o}", OUTLINE).replace("{f}", FULL).replace("{c}", FULL if filled else OUTLINE)
    body = body.replace("{line}", "bpmn-icon bpmn-light" if filled else OUTLINE)
    return f'<g transform="translate({number(x)} {number(y)})">{body}</g>'
