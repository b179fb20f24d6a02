"""A Word template looked at before it is used: everything that is wrong with it, in words; and what it makes.

It is tried in the process without network, files or keys, with invented data in every variant that the letter has.
"""

from cases import file_types
from cases.file_types import FileRefused
from casework import attaching
from casework.letters import catalogue, rendering, samples
from casework.letters.rendering import Changing, LetterProblem, MissingFields, Order
from casework.letters.templates import LIMIT
from casework.office import Office


def problems(office: Office, code: str, name: str, content: bytes) -> list[str]:
    """Everything that keeps this file from being the template of a letter; empty when it is good."""
    if refused := _not_a_document(office, name, content):
        return [refused]
    try:
        (read,) = rendering.change_all([Changing(content)])
    except LetterProblem as problem:
        return [str(problem)]
    found = []
    if read.left_open:
        found.append("It holds tracked changes or comments. Accept or reject all changes and delete the comments.")
    return found + _when_tried(code, content)


def preview(code: str, content: bytes) -> bytes:
    """The letter with invented data and all that can be in it; raises LetterProblem."""
    _, data = next(samples.samples(code))
    return rendering.render_all([Order(code, content, data, catalogue.KINDS[code].required)])[0].content


def _not_a_document(office: Office, name: str, content: bytes) -> str:
    if len(content) > LIMIT:
        return f"The template is larger than {LIMIT // 1_000_000} MB. Shrink its pictures."
    try:
        is_word = attaching.looked_at(office, name, content, LIMIT) == file_types.TYPES["docx"]
    except FileRefused as refused:
        return str(refused)
    return "" if is_word else "The template must be a Word document. Save it as .docx."


def _when_tried(code: str, content: bytes) -> list[str]:
    """What goes wrong with any of the samples, each thing once."""
    every = [data for _, data in samples.samples(code)]
    made = rendering.tried([Order(code, content, data, catalogue.KINDS[code].required) for data in every])
    found = [_said(problem) for problem, _ in made if problem is not None]
    finished = [(code, content, data) for (_, content), data in zip(made, every, strict=True) if content]
    for faults in rendering.faults_of(finished):
        found += [f"When it is made into a letter, {fault}." for fault in faults]
    return list(dict.fromkeys(found))


def _said(problem: LetterProblem) -> str:
    if not isinstance(problem, MissingFields):
        return str(problem)
    several = len(problem.fields) > 1
    return (
        f"It asks for {', '.join(problem.fields)}, which this letter does not have. "
        f"Correct the name{'s' if several else ''}, or take {'them' if several else 'it'} out."
    )
