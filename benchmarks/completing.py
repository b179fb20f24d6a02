"""What completing a user task costs: in the engine alone, and as a whole command in a database."""

from benchmarks import diagram
from benchmarks.moves import ENVIRONMENT, FILES, PERSON, Moves
from benchmarks.positions import NOW, Engines, Position
from benchmarks.stopwatch import Act, in_turn
from engine import definitions
from foundation.database import Database

Results = dict[str, float]


def in_memory(engines: Engines, places: dict[int, Position], goes: int) -> Results:
    """Load, complete, run and save in stock and in ours, without a database, for each length of history."""
    results: Results = {}
    for history, place in places.items():
        stock, own = in_turn(goes, *_acts(engines, place))
        results |= {f"cpu_ratio_{history}": stock.cpu / own.cpu}
        results |= {f"stock_cpu_ms_{history}": stock.cpu * 1000, f"our_cpu_ms_{history}": own.cpu * 1000}
    fewer, more = places
    finished = places[more].finished - places[fewer].finished
    for key, ms in (("us_per_finished_task", "our_cpu_ms"), ("stock_us_per_finished_task", "stock_cpu_ms")):
        # Less than nothing is what the clock wavers by.
        results[key] = max(0.0, results[f"{ms}_{more}"] - results[f"{ms}_{fewer}"]) / finished * 1000
    return results


def _acts(engines: Engines, place: Position) -> tuple[Act, Act]:
    return (lambda _go: engines.stock.complete(place.stock_state)), (lambda _go: engines.complete(place.state))


def in_database(moves: Moves, goes: int, on: str) -> Results:
    """The whole command, by stock and by ours in turn, each time with another instance at the same place."""
    theirs, ours = in_turn(goes, moves.stock, moves.ours)
    return {
        f"wall_ratio_{on}": theirs.wall / ours.wall,
        f"our_wall_ms_{on}": ours.wall * 1000,
        f"stock_wall_ms_{on}": theirs.wall * 1000,
        f"command_cpu_ratio_{on}": theirs.cpu / ours.cpu,
        f"our_command_cpu_ms_{on}": ours.cpu * 1000,
    }


def counts(moves: Moves, kind: str) -> Results:
    """Statements and commits of the user task of the diagram that takes most of them."""
    found = moves.each_task()
    return {f"{what}_on_{kind}": max(one[what] for one in found) for what in ("statements", "commits")}


def room(moves: Moves, place: Position) -> Results:
    """How many times more bytes stock stores for an instance, whose document holds its history and no worklist."""
    stock = len(place.stock_state.encode())
    state, with_history, whole = moves.bytes_stored()
    ours = {"bytes_ratio": with_history, "bytes_ratio_state": state, "bytes_ratio_whole": whole}
    ratios = {key: stock / kept for key, kept in ours.items()}
    return ratios | {"stock_bytes": stock, "our_bytes": with_history, "our_bytes_whole": whole}


def deploying(database: Database, goes: int) -> float:
    """Milliseconds to check, compile and store the diagram with its form, as new content each time."""

    def deploy(go: int) -> None:
        files = FILES | {"bench.bpmn": diagram.drawn(stock=False, remark=f"version {go}")}
        with database.transaction() as session:
            definitions.deploy(session, ENVIRONMENT, files, PERSON, NOW)

    return in_turn(goes, deploy)[0].wall * 1000
