"""A scenario file played in a real browser: what people do and tell goes through the pages, each form at least once."""

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Page

from casework import start
from casework import tell as telling
from casework.forms.components import Form
from casework.rehearsal import naming
from casework.rehearsal.play import WentWrong
from casework.rehearsal.telling import ids_by_name
from casework.tasks import opened
from foundation.clock import london_date
from tests.browser.playing import BrowserPlay, follow

File = tuple[str, str, bytes]


class ScenarioInPages(BrowserPlay):
    """A play whose answers are written as scenarios write them."""

    def begin(
        self,
        name: str,
        place: tuple[str, str],
        partnership_id: str,
        answers: dict[str, Any],
        files: Sequence[File] = (),
    ) -> None:
        with self.office.database.reading() as session:
            paper = start.open_start(session, self.office, self.person(name), *place)
        super().begin(name, place, partnership_id, self.written(paper.form, answers, paper.data), files)

    def do(
        self, name: str, form: str, files: Sequence[File] = (), step: str = "", about: str = "", /, **answers: Any
    ) -> None:
        if step or about or self._is_known(form):
            self.do_as_command(name, form, files, step, about, **answers)
            return
        task_id = self.task_of(name, form)
        with self.office.database.reading() as session:
            paper = opened.open_task(session, self.office, self.person(name), task_id).paper
        super().do(name, form, files, **self.written(paper.form, answers, paper.data))

    def tell(self, name: str, event: str, about: str = "", files: Sequence[File] = (), /, **answers: Any) -> None:
        page = self.page_of(name)
        with self.office.database.reading() as session:
            offered = self._places(session, self.person(name))
            place = next((one for one in offered if (one.element.id, one.subject) == (event, about)), None)
            if place is None:
                raise WentWrong(f"{name} cannot tell of {event} {about}")
            paper = telling.open_place(session, self.office, self.person(name), self.case_id, place.id)
        self._to_case(page)
        link = page.locator(f'main a[href$="/tell/{place.id}"]').first
        page.goto(f"{self.address}{link.get_attribute('href')}")
        self._fill_and_send(name, event, page, self.written(paper.form, answers, paper.data), files)
        self.settle()

    def written(self, form: Form, answers: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as boxes and options have them."""
        return naming.sent(form, answers, data, london_date(self.clock.now()), ids_by_name(self.office))

    def _to_case(self, page: Page) -> None:
        follow(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Cases"))
        follow(page, page.get_by_role("link", name=self.reference).first)
        follow(page, page.get_by_role("link", name="Tasks").last)
