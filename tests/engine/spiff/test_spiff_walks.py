"""Any walk through any well-formed diagram: what is stored and loaded is what was there."""

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.spiff.drawing import (
    both,
    catch,
    diagram,
    edge,
    end,
    first,
    job,
    message,
    several,
    shape,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.spiff.walking import Walk

Block = tuple


@dataclass
class Sheet:
    """The shapes and paths drawn so far on one level."""

    numbers: "itertools.count[int]"
    parts: list[str] = field(default_factory=list)

    def name(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"


def leaf() -> st.SearchStrategy[Block]:
    return st.sampled_from([("user",), ("job",), ("pass",), ("wait",)])


def blocks() -> st.SearchStrategy[Block]:
    return st.recursive(
        leaf(),
        lambda inner: st.one_of(
            st.tuples(st.just("row"), st.lists(inner, min_size=1, max_size=3)),
            st.tuples(st.just("both"), inner, inner),
            st.tuples(st.just("choice"), inner, inner),
            st.tuples(st.just("loop"), inner),
            st.tuples(st.just("first"), inner, inner),
            st.tuples(st.just("sub"), inner),
            st.tuples(st.just("many"), st.booleans(), inner),
            st.tuples(st.just("watched"), inner, inner, inner),
        ),
        max_leaves=8,
    )


def draw(sheet: Sheet, block: Block) -> tuple[str, str]:
    """Draw a block; gives the shapes by which it is entered and left."""
    kind, *inside = block
    return DRAW[kind](sheet, *inside)


def draw_leaf(tag: str):
    def drawn(sheet: Sheet) -> tuple[str, str]:
        name = sheet.name(tag)
        make = {"user": user, "job": job, "pass": lambda n: shape("task", n), "wait": lambda n: catch(n, timer("P1D"))}
        sheet.parts.append(make[tag](name))
        return name, name

    return drawn


def draw_row(sheet: Sheet, inside: list[Block]) -> tuple[str, str]:
    ends = [draw(sheet, one) for one in inside]
    for (_, left), (entered, _) in itertools.pairwise(ends):
        sheet.parts.append(f"{left} > {entered}")
    return ends[0][0], ends[-1][1]


def draw_between(sheet: Sheet, opening: str, closing: str, branches: list[tuple[str, str]], notes: list[str]) -> None:
    for (entered, left), note in zip(branches, notes, strict=True):
        sheet.parts += [f"{opening} > {entered} {note}", f"{left} > {closing}"]


def draw_both(sheet: Sheet, one: Block, two: Block) -> tuple[str, str]:
    opening, closing = sheet.name("split"), sheet.name("join")
    sheet.parts += [both(opening), both(closing)]
    draw_between(sheet, opening, closing, [draw(sheet, one), draw(sheet, two)], ["", ""])
    return opening, closing


def draw_choice(sheet: Sheet, one: Block, two: Block) -> tuple[str, str]:
    opening, closing = sheet.name("which"), sheet.name("merge")
    sheet.parts += [xor(opening), xor(closing)]
    draw_between(sheet, opening, closing, [draw(sheet, one), draw(sheet, two)], ["[yes = true]", "[else]"])
    return opening, closing


def draw_loop(sheet: Sheet, inside: Block) -> tuple[str, str]:
    entered, left = draw_row(sheet, [("user",), inside])
    again, done = sheet.name("again"), sheet.name("done")
    sheet.parts += [
        xor(again),
        xor(done),
        f"{left} > {again}",
        f"{again} > {entered} [yes = true]",
        f"{again} > {done} [else]",
    ]
    return entered, done


def draw_first(sheet: Sheet, one: Block, two: Block) -> tuple[str, str]:
    gateway, heard, late, merge = (sheet.name(kind) for kind in ("first", "heard", "late", "merge"))
    sheet.parts += [first(gateway), catch(heard, message("reply")), catch(late, timer("P2D")), xor(merge)]
    sheet.parts += [f"{gateway} > {heard}", f"{gateway} > {late}"]
    draw_between(sheet, heard, merge, [draw(sheet, one)], [""])
    draw_between(sheet, late, merge, [draw(sheet, two)], [""])
    return gateway, merge


def boxed(sheet: Sheet, inside: Block, *marks: str) -> str:
    name = sheet.name("box")
    level = Sheet(sheet.numbers)
    entered, left = draw(level, inside)
    paths = [f"{name}_s > {entered}", f"{left} > {name}_e"]
    sheet.parts.append(sub(name, *marks, start(f"{name}_s"), *level.parts, end(f"{name}_e"), *paths))
    return name


def draw_sub(sheet: Sheet, inside: Block) -> tuple[str, str]:
    name = boxed(sheet, inside)
    return name, name


def draw_many(sheet: Sheet, sequential: bool, inside: Block) -> tuple[str, str]:
    name = boxed(sheet, inside, several("${[1, 2]}", sequential=sequential))
    return name, name


def draw_watched(sheet: Sheet, inside: Block, late: Block, told: Block) -> tuple[str, str]:
    name = boxed(sheet, inside)
    clock, news, merge, stop = (sheet.name(kind) for kind in ("clock", "news", "merge", "stop"))
    sheet.parts += [edge(clock, name, timer("P3D")), edge(news, name, message("news"), interrupting=False)]
    sheet.parts += [xor(merge), end(stop), f"{name} > {merge}"]
    draw_between(sheet, clock, merge, [draw(sheet, late)], [""])
    draw_between(sheet, news, stop, [draw(sheet, told)], [""])
    return name, merge


DRAW = {
    **{tag: draw_leaf(tag) for tag in ("user", "job", "pass", "wait")},
    "row": draw_row,
    "both": draw_both,
    "choice": draw_choice,
    "loop": draw_loop,
    "first": draw_first,
    "sub": draw_sub,
    "many": draw_many,
    "watched": draw_watched,
}


def drawn(block: Block) -> bytes:
    sheet = Sheet(itertools.count())
    entered, left = draw(sheet, block)
    return diagram(start(), *sheet.parts, end(), f"start > {entered}", f"{left} > end")


def everything(walk: Walk) -> list[tuple[str, str]]:
    """What could happen next: (act, element id), in the order of the tokens."""
    found = walk.waits
    works = [("complete", one.element_id) for one in (*found.user_tasks, *found.jobs)]
    return (
        works
        + [("fire", one.element_id) for one in found.timers]
        + [("deliver", s.element_id) for s in found.subscriptions]
    )


def act(walk: Walk, number: int, *, yes: bool) -> None:
    kind, element = everything(walk)[number]
    before = [one for one in everything(walk)[:number] if one == (kind, element)]
    if kind == "complete":
        walk.complete(element, len(before), yes=yes)
    else:
        getattr(walk, kind)(element, len(before))


def picture(walk: Walk) -> object:
    """All that can be seen of an instance, without the names of its tokens."""
    found = walk.waits
    timers = [(one.element_id, one.due_at, one.cycles_left) for one in found.timers]
    return everything(walk), timers, walk.variables, walk.done, walk.completed


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(blocks(), st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=25))
def test_an_instance_that_is_stored_after_every_act_goes_the_same_way_as_one_that_never_is(block, acts):
    bpmn = drawn(block)
    stored, kept = Walk(bpmn), Walk(bpmn, keep=True)
    for number, yes in acts:
        assert picture(stored) == picture(kept)
        possible = everything(stored)
        assert bool(possible) != stored.completed, "an instance waits for something until it is complete"
        if not possible:
            break
        for walk in (stored, kept):
            act(walk, number % len(possible), yes=yes)
    assert picture(stored) == picture(kept)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks())
def test_every_well_formed_process_ends_when_everybody_does_their_part(block):
    walk = Walk(drawn(block))
    for _ in range(300):
        if walk.completed:
            break
        act(walk, 0, yes=False)
    assert walk.completed
    assert "end" in walk.done
