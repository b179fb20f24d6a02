"""Values planted in the forms that S6 does not reach: no table, file, log or e-mail holds any of them in plain."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casework.forms import schema, tree
from casework.letters import rendering
from casework.rehearsal import scenario
from casework.rehearsal.acts import ACTS
from casework.rehearsal.scenario_1_answers import Ids
from casework.rehearsal.scene import Scene
from casework.rehearsal.stage import Stages
from tests.planted.digging import everything_logged, found_in_files, found_in_mails, found_in_tables
from tests.planted.expected import FORMS_OF_S6, LEFT_OUT
from tests.planted.planting import Garden, Gardener, is_free
from tests.planted.seeking import Seeker

pytestmark = pytest.mark.slow

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PROFILE = "LLR-WT2023"
QUICK = ("data_rights", "subject_access")
LONG = ("requests_otherwise", "agencies_hold_back", "s4", "put_right")
WITH_REHEARSALS = (pytest.mark.rehearsal, pytest.mark.again)
"""What takes as long as playing whole stories does is for `make rehearse`."""

DIRECTORY = frozenset({"agency.name", "person.name", "person.email", "person.job_title"})
"""Who works for which agency is no secret of a case: staff of another area get there by the form that names them."""
STAFF = "f40_cross_border."


@pytest.fixture(scope="module")
def grown(ready: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[Gardener, Path]]]:
    """Gives a story told with planted values to its end, and what was logged on the way."""
    told: dict[str, tuple[Gardener, Path]] = {}

    def tell(name: str) -> tuple[Gardener, Path]:
        if name not in told:
            folder = tmp_path_factory.mktemp(name)
            told[name] = _told(ready, name, folder), folder / "logs"
        return told[name]

    yield tell
    for play, _ in told.values():
        play.office.database.engine.dispose()


def _told(ready: Stages, name: str, folder: Path) -> Gardener:
    story = scenario.load(SCENARIOS / f"{name}.yaml")
    office = ready.at(story.begins(PROFILE), PROFILE, folder / "on")
    play = Gardener(office, ready.reopened)
    play.garden = Garden()
    with everything_logged(folder / "logs"), rendering.at_home():
        with office.database.reading() as session:
            scene = Scene(play, Ids(session), story.partnership, PROFILE)
        for step in story.under(PROFILE):
            if step.at:
                play.at(step.at.at)
            # What is refused for an answer that is missing would be done, since here none is.
            if step.what not in ("", "expect") and "refused" not in step.said:
                assert list(ACTS[step.what].carry_out(scene, step.said)) == [], (name, step)
    return play


@pytest.mark.parametrize("name", [*QUICK, *(pytest.param(name, marks=WITH_REHEARSALS) for name in LONG)])
def test_none_of_it_is_in_plain_wherever_the_story_left_something(
    grown: Callable[[str], tuple[Gardener, Path]], name: str
) -> None:
    play, logs = grown(name)
    seeker, folder = Seeker(play.garden), play.office.config.data_dir
    assert len(play.garden.values) > 15
    with play.office.database.reading() as session:
        found = found_in_tables(session, seeker)
    staff = {column for column, places in found.items() if all(place.startswith(STAFF) for place in places)}
    assert {column: found[column] for column in found.keys() - (staff & DIRECTORY)} == {}
    assert found_in_files(folder, seeker).keys() <= ({"demo.sqlite", "demo.sqlite-wal"} if staff else set())
    assert seeker.in_bytes(logs.read_bytes()) == set()
    _, to_others = found_in_mails(folder, seeker)
    assert to_others == {}


@pytest.mark.rehearsal
@pytest.mark.again
def test_every_form_in_which_people_write_was_planted_or_is_on_the_list(
    grown: Callable[[str], tuple[Gardener, Path]],
) -> None:
    written_in = {
        form.id
        for form in (schema.parse(path.read_bytes()) for path in Path("forms").glob("*.form"))
        if any(component.asks and is_free(component) for component in tree.every(form.components))
    }
    planted = {one.form for name in (*QUICK, *LONG) for one in grown(name)[0].garden.values} | FORMS_OF_S6
    assert len(written_in) > 100
    assert written_in - planted == LEFT_OUT
