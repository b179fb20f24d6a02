"""Words in a picture: broken into lines that fit, since SVG does not break them itself."""

from html import escape

SIZE = 11.5
LINE = 13.5
NARROW, WIDE = "ijl.,:;'|!()[]ftI ", "mwMW@%"


def width(text: str) -> float:
    """About how wide the text is in pixels, in Helvetica or Arial at our size."""
    return sum(
        3.4 if letter in NARROW else 9.4 if letter in WIDE else 7.4 if letter.isupper() else 6.2 for letter in text
    )


def wrapped(text: str, room: float, most: int = 6) -> list[str]:
    """Lines no wider than `room` where words allow it, at most `most` of them; the last then ends with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + "…"]
    return lines


def block(lines: list[str], x: float, y: float, names: str, anchor: str = "middle") -> str:
    """Lines of text whose first baseline is at `y`."""
    spans = "".join(
        f'<tspan x="{number(x)}" y="{number(y + at * LINE)}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    return f'<text class="{names}" text-anchor="{anchor}">{spans}</text>' if lines else ""


def centred(text: str, middle: tuple[float, float], room: float, most: int, names: str = "bpmn-label") -> str:
    """Text around a point."""
    lines = wrapped(text, room, most)
    first = middle[1] - (len(lines) - 1) * LINE / 2 + SIZE * 0.36
    return block(lines, middle[0], first, names)


def below(text: str, x: float, y: float, room: float = 110) -> str:
    """Text under a point, as events and gateways have it."""
    return block(wrapped(text, room), x, y + SIZE, "bpmn-label bpmn-label--outside")


def turned(text: str, x: float, y: float, room: float, names: str = "bpmn-label") -> str:
    """Text that runs upwards, centred on a point: the title of a pool or lane."""
    lines = wrapped(text, room, 2)
    first = y - (len(lines) - 1) * LINE / 2 + SIZE * 0.36
    return f'<g transform="rotate(-90 {number(x)} {number(y)})">{block(lines, x, first, names)}</g>'


def number(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.1f}".removesuffix(".0")
