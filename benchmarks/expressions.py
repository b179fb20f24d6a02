"""How many expressions of the kinds that diagrams, forms and tables hold are worked out in a second."""

import time

import feel

_VARIABLES = {
    "decision": "lcspr",
    "complete": "yes",
    "path": "rapid_review",
    "open_requests": 3,
    "agencies": ["police", "health", "council"],
    "children": [{"age": 2, "known": "yes"}, {"age": 5, "known": "no"}],
    "meeting": {"date": "2027-01-28", "mode": "online"},
    "agency_count": 4,
}
_FUNCTIONS = {"deadline": lambda _name: "2027-01-14T17:00:00+00:00"}
EXPRESSIONS = (
    'complete = "yes" and path = "rapid_review"',
    'decision = "lcspr" or decision = "alternative"',
    "open_requests = 0",
    'if decision = "defer" then open_requests * 2 else agency_count',
    "count(agencies) >= 3",
    'some child in children satisfies child.age < 3 and child.known = "yes"',
    "children[age > 2].known",
    "agency_count in [3..6]",
    'date(meeting.date) - duration("P3D") > date("2027-01-20")',
    'deadline("reply_due")',
)


def per_second(seconds: float) -> float:
    """Evaluations in a second, each expression as often as every other, compiled beforehand as in the engine."""
    compiled = [feel.compile(text, _FUNCTIONS) for text in EXPRESSIONS]
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        for expression in compiled:
            for _ in range(50):
                expression.evaluate(_VARIABLES, _FUNCTIONS)
        done += 50 * len(compiled)
    return done / (time.perf_counter() - began)


def compiling(goes: int) -> float:
    """Microseconds to read one expression that has not been read before."""
    began = time.perf_counter()
    for go in range(goes):
        for text in EXPRESSIONS:
            feel.compile(f"{text} // {go}", _FUNCTIONS)
    return (time.perf_counter() - began) / (goes * len(EXPRESSIONS)) * 1_000_000
