"""A small part of Markdown as safe HTML: headings, paragraphs, lists, bold, italic, links, rules."""

import re

from markupsafe import Markup, escape

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!>|~])")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(([^()\s]{1,500})\)")
_BOLD = re.compile(r"\*\*(?=\S)(.{1,1000}?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w*])[*_](?=\S)([^*_]{1,1000}?)(?<=\S)[*_](?![\w*])")
_HELD = re.compile("\ue000(\\d+)\ue001")
_SAFE = ("https://", "http://", "mailto:", "/", "#")
_LONGEST = 50_000


def quoted(text: str) -> str:
    """A value that is to stand in Markdown as it is: nothing in it means anything."""
    return " ".join(_SPECIAL.sub(r"\\\1", text).splitlines())


def rendered(source: str) -> Markup:
    """Markdown as HTML with our classes; whatever is not known is shown as written."""
    blocks = re.split(r"\n\s*\n", source[:_LONGEST].replace("\r\n", "\n").strip())
    return Markup("\n").join(_block(block.strip("\n")) for block in blocks if block.strip())


def _block(block: str) -> Markup:
    lines = block.split("\n")
    heading = re.match(r"(#{1,4})\s+(.*)", block)
    if heading and len(lines) == 1:
        level, size = (2, "m") if len(heading[1]) <= 2 else (3, "s")
        return Markup('<h{0} class="govuk-heading-{1}">{2}</h{0}>').format(level, size, _inline(heading[2]))
    if re.fullmatch(r"\s*(-{3,}|\*{3,})\s*", block):
        return Markup('<hr class="govuk-section-break govuk-section-break--visible govuk-section-break--m">')
    if all(re.match(r"\s*[-*]\s+", line) for line in lines):
        return _list("ul", "bullet", [re.sub(r"^\s*[-*]\s+", "", line) for line in lines])
    if all(re.match(r"\s*\d{1,3}[.)]\s+", line) for line in lines):
        return _list("ol", "number", [re.sub(r"^\s*\d{1,3}[.)]\s+", "", line) for line in lines])
    return Markup('<p class="govuk-body">{}</p>').format(Markup("<br>").join(_inline(line) for line in lines))


def _list(tag: str, kind: str, items: list[str]) -> Markup:
    inside = Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
    return Markup('<{0} class="govuk-list govuk-list--{1}">{2}</{0}>').format(tag, kind, inside)


def _inline(line: str) -> Markup:
    """One line; characters after a backslash are put aside first, so that nothing takes them for signs."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[1])
        return f"\ue000{len(held) - 1}\ue001"

    text = re.sub("[\ue000\ue001]", "", line)
    text = str(escape(re.sub(r"\\([\\`*_{}\[\]()#+\-.!>|~])", hold, text)))
    text = _LINK.sub(_link, text)
    text = _BOLD.sub(r"<strong>\1</strong>", text)
    text = _ITALIC.sub(r"<em>\1</em>", text)
    return Markup(_HELD.sub(lambda match: str(escape(held[int(match[1])])), text))  # noqa: S704 - escaped above


def _link(match: re.Match[str]) -> str:
    address = match[2]
    if not address.startswith(_SAFE) or address.startswith("//"):
        return match[0]
    return f'<a class="govuk-link" href="{address}">{match[1]}</a>'
