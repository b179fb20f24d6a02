"""What is attacked, as a list: each parameter of each page and form once, by whoever came to it first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tools.scan.crawling import Asked, Field

LAST = ("/leave", "/away", "/remove", "/end", "/sign-out", "/sign_off", "/release", "/claim", "/hand-over")
"""How addresses end whose forms change who may do what: they come last, so that everything else is still there."""


@dataclass(frozen=True, slots=True)
class Target:
    """One request and the names of its parameters that are tried with it, by somebody who came to it."""

    who: str
    person: str
    asked: Asked
    names: tuple[str, ...]


@dataclass(slots=True)
class Chosen:
    """The targets, and how many parameters there are in all, those that are left out too."""

    targets: list[Target]
    parameters: int

    @property
    def tried(self) -> int:
        """Parameters that are tried."""
        return sum(len(one.names) for one in self.targets)


DRAWN = {"tasks.send": "drawn", "telling.send": "drawn", "start.begin": "drawn"}
"""Pages whose forms are drawn from form files: one part of the program reads them all."""


class Choosing:
    """Collects targets from what one person after the other came to.

    `most` is how many parameters of one kind of field (a line, a tick, a part of a date ...) are tried of what one part
    of the program reads, since it reads all of a kind alike. What is left out is counted. 0 means all.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.chosen = Chosen([], 0)
        self._seen: set[tuple[str, ...]] = set()
        self._kinds: Counter[tuple[str, str]] = Counter()

    def add(self, who: str, person: str, found: Iterable[Asked]) -> int:
        """Take what is new; gives how many requests that is."""
        before = len(self.chosen.targets)
        for asked in found:
            page = asked.shape[:2]
            fresh = [one for one in asked.fields if (*page, one.name) not in self._seen]
            self._seen |= {(*page, one.name) for one in fresh}
            self.chosen.parameters += len(fresh)
            if names := tuple(one.name for one in fresh if self._is_wanted(page[0], one)):
                self.chosen.targets.append(Target(who, person, asked, names))
        return len(self.chosen.targets) - before

    def _is_wanted(self, page: str, one: Field) -> bool:
        name = page.partition(" ")[0]
        kind = DRAWN.get(name, name), one.kind
        self._kinds[kind] += 1
        return not self.most or self._kinds[kind] <= self.most

    def done(self) -> Chosen:
        """Everything that was collected, in the order in which to try it."""
        self.chosen.targets.sort(key=lambda one: urlsplit(one.asked.address).path.endswith(LAST))
        return self.chosen
