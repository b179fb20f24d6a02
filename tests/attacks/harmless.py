"""Whether a page is as harmless as all of ours are: nothing that somebody wrote became markup, a script or a sum."""

import re

from lxml import html

from tests.attacks.naughty import MARK, PRODUCT

_ACTIVE = (
    "iframe",
    "object",
    "embed",
    "base",
    "style",
    "math",
    "frame",
    "applet",
    "meta[@http-equiv]",
    "link[@onload]",
)
_LINKS = ("href", "src", "action", "formaction", "xlink:href", "srcset", "data", "poster")
_BAD_LINK = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript|data:text)", re.IGNORECASE)


def faults(text: str) -> list[str]:
    """What is wrong with a page; empty for a good one."""
    # What cannot stand in HTML at all is read as browsers do, which put a sign in its place.
    page = html.document_fromstring(re.sub("[\x00\ud800-\udfff]", "\ufffd", text) or "<html></html>")
    found = [f"<{kind}>" for kind in _ACTIVE if page.xpath(f"//{kind}")]
    if page.xpath("//script[not(@src)] | //script[not(starts-with(@src, '/static/'))]"):
        found.append("a script")
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or name == MARK or (name in _LINKS and _BAD_LINK.match(value)):
                found.append(f"{element.tag} {name}={value[:60]}")
            if name in _LINKS and re.match(r"[\s\\/]*[\\/]{2}|https?:", value) and "evil.example" in value:
                found.append(f"{element.tag} leads to {value[:60]}")
    if PRODUCT in text:
        found.append("something was computed")
    if "Traceback (most recent call last)" in text or "sqlalchemy" in text.lower():
        found.append("the inside of the system")
    return found
