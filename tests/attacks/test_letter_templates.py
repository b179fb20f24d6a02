"""Templates that attack: they are made into letters in a process without files, network, much time and memory."""

import base64
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from casework.letters import child, rendering
from casework.letters.rendering import Changing, LetterProblem, Order
from tests.attacks.wholesome import document, png
from tests.casework.letters.conftest import words_of

ATTACKS = (
    "{{ x.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ x|attr('__class__') }}",
    "{{ x['__class__'] }}",
    "{{ x|attr(['__cl', 'ass__']|join) }}",
    "{{ ().__reduce_ex__(2) }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__init__.__globals__ }}",
    "{{ '%s'.__mod__.__self__ }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(x) }}",
    "{{ '{x.__class__}'.format_map({'x': x}) }}",
    "{{ x.format.__self__.__class__ }}",
    "{{ range(100000000)|list }}",
    "{{ 'a' * 99999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a'.ljust(9999999999) }}",
    "{{ ['a']*9999999999 }}",
    "{{ 'x'.center(2147483647) }}",
    "{{ many.append(1) }}",
    "{{ data.update({'a': 1}) }}",
    "{{ data.pop('a') }}",
    "{{ data.setdefault('b', 1) }}",
    "{{ many.clear() }}",
    "{{ many.sort() }}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as p %}{{ p }}",
    "{% extends '/etc/passwd' %}",
    "{% from 'os' import system %}",
    "{{ x|pprint|attr('im_func') }}",
    "{{ ''|select('callable')|list|attr('gi_frame') }}",
    "{{ (many|map('upper')).gi_frame.f_globals }}",
    "{{ many|map(attribute='__class__')|list }}",
    "{{ many|groupby('__class__') }}",
    "{{ [x]|map('attr', '__class__')|list }}",
    "{{ x.encode().__class__ }}",
    "{{ x.__init_subclass__() }}",
    "{% for a in many %}{% set x = a.__class__ %}{{ x.mro() }}{% endfor %}",
    "{{ dict.fromkeys }}",
    "{{ debug }}{% debug %}",
    "{{ x is callable }}{{ caller() }}",
    "{{ joiner.__call__ }}",
    "{{ 'a'|indent(9999999999) }}",
    "{{ 'a'|wordwrap(0) }}",
    "{{ 'a b'|center(9999999999) }}",
    "{{ 1 // 0 }}",
    "{{ x|string|list|batch(0)|list }}",
    "{{ many|slice(0)|list }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '%*d' % (999999999, 1) }}",
    "{{r 'x' }}",
    "{%p set y = 1 %}",
    "{{ x }" * 50,
    "{%" * 3000,
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ " + "x|upper" + "|upper" * 3000 + " }}",
    "{% raw %}" * 500,
)

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
KIND = "application/vnd.openxmlformats-"
DATA = {"x": "words", "many": ["a", "b"], "data": {"a": "b"}}
SECRETS = ("root:", "<class", "<module", "builtin", "os.py", "<function", "<bound", "0x7")


def template(text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    relations = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Target="word/document.xml" '
        f'Type="{OFFICE}/relationships/officeDocument"/></Relationships>'
    )
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{KIND}package.relationships+xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{KIND}officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    body = f'<w:p><w:r><w:t xml:space="preserve">{escaped}</w:t></w:r></w:p>'
    return document(body, {"_rels/.rels": relations, "[Content_Types].xml": types})


@pytest.mark.slow
def test_no_template_learns_anything_or_uses_more_than_it_may() -> None:
    items = [
        {"template": base64.b64encode(template(text)).decode(), "context": DATA, "required": []} for text in ATTACKS
    ]
    begun = time.monotonic()
    done = child_process(items)
    assert time.monotonic() - begun < 60
    answers = json.loads(done.stdout)
    assert len(answers) == len(ATTACKS)
    for text, answer in zip(ATTACKS, answers, strict=True):
        said = base64.b64decode(answer["document"]) if "document" in answer else str(answer).encode()
        if "document" in answer:
            said = words_of(said).encode()
        assert not any(secret in said.decode("utf-8", "replace") for secret in SECRETS), (text, said[:300])


def child_process(items: list[dict[str, object]]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", str(rendering.CHILD)]
    return subprocess.run(
        command, input=json.dumps(items), capture_output=True, text=True, env={}, timeout=60, check=True
    )


INSIDE = """
import json, os, resource, socket, subprocess, sys, encodings.idna
sys.path.insert(0, {folder!r})
import child, child_limits
child_limits.limit_self()
child_limits.close_the_door([], child.answer)
found = {{}}
def tried(name, act):
    try:
        act()
        found[name] = "done"
    except BaseException as problem:
        found[name] = type(problem).__name__
tried("read", lambda: open("/etc/hostname").read())
tried("write", lambda: open("/tmp/escaped", "w").write("x"))
tried("connect", lambda: socket.create_connection(("127.0.0.1", 80), 1))
tried("look up", lambda: socket.getaddrinfo("evil.example", 80))
tried("run", lambda: subprocess.run(["/bin/true"]))
tried("pipe", os.pipe)
tried("more", lambda: resource.setrlimit(7, (100, 100)))
tried("memory", lambda: bytearray(2_000_000_000))
sys.stdout.write(json.dumps([found, len(os.environ)]))
"""


@pytest.mark.slow
def test_even_what_escaped_would_find_no_file_no_network_and_no_program() -> None:
    """Nothing is known to escape: if something did, this is where it would be."""
    program = INSIDE.format(folder=str(Path(child.__file__).parent))
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, env={}, cwd="/", timeout=60, check=True
    )
    found, environment = json.loads(done.stdout)
    assert {name for name, became in found.items() if became == "done"} <= {"more"}, found
    assert environment <= 1 and not Path("/tmp/escaped").exists()


@pytest.mark.slow
def test_what_eats_memory_ends_its_own_process_only() -> None:
    loops = "{% for a in many %}" * 6 + "{{ a }}" + "{% endfor %}" * 6
    with pytest.raises(LetterProblem, match=r"memory than it may|took too long"):
        rendering.render_all([Order("X", template(loops), {"many": ["x" * 50] * 60})], seconds=8)


def test_an_honest_template_with_everything_in_it_is_still_made() -> None:
    made: Any = Document()
    made.sections[0].header.paragraphs[0].text = "{{ x }}"
    made.add_heading("{{ x | upper }}", 1)
    made.add_picture(io.BytesIO(png()))
    made.add_paragraph("{% for a in many %}", style="List Bullet")
    made.add_paragraph("{{ loop.index }} {{ a | default('none') | title }}{% if not loop.last %};{% endif %}")
    made.add_paragraph("{% endfor %}")
    table = made.add_table(2, 2, style="Table Grid")
    table.cell(0, 0).text = "{{ data.a }} {{ many | join(', ') }} {{ many | length }} {{ x | replace('w', 'W') }}"
    made.add_section().footer.paragraphs[0].text = "{{ many | first }}"
    written = io.BytesIO()
    made.save(written)
    (letter,) = rendering.render_all([Order("X", written.getvalue(), DATA)])
    said = words_of(letter.content)
    assert "WORDS" in said and "1 A;" in said and "b a, b 2 Words" in said, said
    (changed,) = rendering.change_all([Changing(letter.content, [{"old": ["WORDS"], "new": ["Other"], "at": 0}])])
    assert not changed.lost
