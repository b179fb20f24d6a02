"""Questions about a graph of ids: what can be reached, what goes in circles, what every path must pass."""

from collections.abc import Iterable, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def reachable(graph: Graph, starts: Iterable[str]) -> set[str]:
    """The starts and everything that can be reached from them."""
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(graph.get(node, ()))
    return seen


def reverse(graph: Graph) -> dict[str, list[str]]:
    """The graph with every edge turned round."""
    turned: dict[str, list[str]] = {node: [] for node in graph}
    for node, successors in graph.items():
        for successor in successors:
            turned.setdefault(successor, []).append(node)
    return turned


def components(graph: Graph) -> list[list[str]]:
    """The strongly connected components (Kosaraju), each with its members in the order of the graph."""
    order: list[str] = []
    seen: set[str] = set()
    for start in graph:
        _finish(graph, start, seen, order)
    turned = reverse(graph)
    place = {node: index for index, node in enumerate(graph)}
    found: list[list[str]] = []
    seen = set()
    for start in reversed(order):
        if start not in seen:
            members: list[str] = []
            _finish(turned, start, seen, members)
            found.append(sorted(members, key=lambda node: place.get(node, 0)))
    return found


def _finish(graph: Graph, start: str, seen: set[str], order: list[str]) -> None:
    """Depth-first from `start`, appending each node when all it leads to is done."""
    if start in seen:
        return
    seen.add(start)
    stack = [(start, iter(graph.get(start, ())))]
    while stack:
        node, successors = stack[-1]
        following = next((one for one in successors if one not in seen), None)
        if following is None:
            stack.pop()
            order.append(node)
        else:
            seen.add(following)
            stack.append((following, iter(graph.get(following, ()))))


def is_circle(graph: Graph, members: Sequence[str]) -> bool:
    """Whether a strongly connected component goes round: several nodes, or one that leads to itself."""
    return len(members) > 1 or members[0] in graph.get(members[0], ())


def dominators(graph: Graph, start: str) -> dict[str, str]:
    """The immediate dominator of every node reachable from `start` (Cooper, Harvey and Kennedy, 2001)."""
    order: list[str] = []
    _finish(graph, start, set(), order)
    rank = {node: index for index, node in enumerate(order)}
    before = reverse({node: [one for one in graph.get(node, ()) if one in rank] for node in rank})
    above = {start: start}
    changed = True
    while changed:
        changed = False
        for node in reversed(order[:-1]):
            known = [one for one in before[node] if one in above]
            best = known[0]
            for one in known[1:]:
                best = _meet(above, rank, best, one)
            if above.get(node) != best:
                above[node] = best
                changed = True
    return above


def _meet(above: Mapping[str, str], rank: Mapping[str, int], one: str, other: str) -> str:
    while one != other:
        if rank[one] < rank[other]:
            one = above[one]
        else:
            other = above[other]
    return one
