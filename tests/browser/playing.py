"""A play whose people use nothing but the pages: their work, links, forms and buttons, in a real browser."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from cases import records
from casework.office import Office
from casework.rehearsal.play import Play, WentWrong
from tests.browser import filling
from tests.chromium import WATCH

PROCESSES = Path(__file__).parents[2] / "processes"
FORM_REF = "{http://camunda.org/schema/1.0/bpmn}formRef"
PATIENCE = 60_000
"""Milliseconds: a busy machine may take long over a page that makes letters."""

SEND = '.govuk-button-group :is([value="submit"], [value="check"])'
CHECKED = '.app-check [value="submit"]'
"""The button below the answers to a long form, which sends them."""


def names_of_steps() -> dict[str, set[str]]:
    """The names under which people find forms in their lists, by form, from the diagrams."""
    found: dict[str, set[str]] = {}
    for path in PROCESSES.glob("*.bpmn"):
        for element in etree.parse(path).iter():
            if element.get(FORM_REF):
                found.setdefault(element.get(FORM_REF), set()).add(element.get("name", ""))
    return found


class BrowserPlay(Play):
    """The same play, with a browser for each person. `scripts` says whether JavaScript is on.

    A form that was sent from a page before is sent as a command: pages that are alike are not looked at again.
    """

    def __init__(self, office: Office, browser: Browser, address: str, *, scripts: bool) -> None:
        super().__init__(office)
        self.browser = browser
        self.address = address
        self.names = names_of_steps()
        self.scripts = scripts
        self.sent: list[tuple[str, str, str]] = []
        """Who sent which form, and the task that the next page offered them."""
        self.on_the_page: dict[str, Callable[[Page, dict[str, Any]], None]] = {}
        """What else is done with a form before it is filled in and sent, by form, for example to make a mistake."""
        self.filled_otherwise: dict[str, Callable[[Page, dict[str, Any]], None]] = {}
        """Forms that are filled in and sent in another way than with a mouse."""
        self._pages: dict[str, Page] = {}
        self._fresh: set[Page] = set()

    def page_of(self, name: str) -> Page:
        """Somebody's browser; at first they say who they are."""
        if name not in self._pages:
            page = self._context().new_page()
            page.set_default_timeout(PATIENCE)
            page.add_init_script(WATCH)
            page.goto(f"{self.address}/demo")
            follow(page, page.locator(".app-people__button", has=page.get_by_text(name, exact=True)).first)
            self._pages[name] = page
        return self._pages[name]

    def pages(self) -> list[Page]:
        """Everybody's page as it stands."""
        return list(self._pages.values())

    def close(self) -> None:
        """Close everybody's browser."""
        for page in self._pages.values():
            page.context.close()

    def begin(
        self,
        name: str,
        place: tuple[str, str],
        partnership_id: str,
        answers: dict[str, Any],
        files: Sequence[tuple[str, str, bytes]] = (),
    ) -> None:
        page = self.page_of(name)
        follow(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Start"))
        follow(page, page.locator(f'main a[href$="/{place[1]}"]'))
        offices = page.locator(f'[name="_partnership"][value="{partnership_id}"]')
        if offices.count():
            offices.check()
        self._fill_and_send(name, place[1], page, answers, files)
        self.reference = urlsplit(page.url).path.rpartition("/")[2]
        with self.office.database.reading() as session:
            self.case_id = records.by_reference(session, self.reference).id
        self.settle()

    def do(self, name: str, form: str, files: Sequence[tuple[str, str, bytes]] = (), /, **answers: Any) -> None:
        if self._is_known(form):
            self.do_as_command(name, form, files, **answers)
            return
        page = self.page_of(name)
        link = self._link(page, form)
        if link is None:
            raise WentWrong(f"{name} finds no task with the form {form}; there is: {page.locator('main').inner_text()}")
        follow(page, link)
        self._fill_and_send(name, form, page, answers, files)
        following = page.locator(".app-task__name a").first
        self.sent.append((name, form, following.inner_text() if following.count() else ""))
        self.settle()

    def do_as_command(
        self, name: str, form: str, files: Sequence[tuple[str, str, bytes]] = (), /, *where: str, **answers: Any
    ) -> None:
        """The same without a page, for what is like a page that was looked at before."""
        super().do(name, form, files, *where, **answers)
        self._fresh.clear()

    def at(self, moment: datetime) -> None:
        """Go forward; pages that stood open meanwhile may be out of date, so that people look at their lists first."""
        super().at(moment)
        self._fresh.clear()

    def has(self, name: str, form: str) -> bool:
        if self._is_known(form):
            return super().has(name, form)
        return self._link(self.page_of(name), form) is not None

    def _is_known(self, form: str) -> bool:
        return form in {one for _, one, _ in self.sent}

    def _context(self) -> BrowserContext:
        return self.browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=self.scripts)

    def _link(self, page: Page, form: str) -> Locator | None:
        """The link to a task that is on the page now, else on somebody's lists of work."""
        for go in (*([_stay] if page in self._fresh else []), _home, _list("mine"), _list("team")):
            go(page)
            for name in self.names[form]:
                found = page.locator(".app-task__name a", has_text=name)
                if found.count():
                    return found.first
        return None

    def _fill_and_send(
        self, name: str, form: str, page: Page, answers: dict[str, Any], files: Sequence[tuple[str, str, bytes]]
    ) -> None:
        if form in self.on_the_page:
            self.on_the_page[form](page, answers)
        was = page.url
        if form in self.filled_otherwise:
            self.filled_otherwise[form](page, answers)
        else:
            filling.fill(page, answers, files)
            follow(page, page.locator(SEND))
            if page.locator(CHECKED).count():
                follow(page, page.locator(CHECKED))
        wrong = page.locator(".govuk-error-summary li")
        if wrong.count() or page.url == was:
            said = wrong.all_inner_texts() or [page.locator("main").inner_text()[:500]]
            raise WentWrong(f"{name} could not send {form}: {'; '.join(said)}")
        self._fresh.add(page)


def follow(page: Page, link: Locator) -> None:
    """Press a link or a button, and wait for the page that it leads to."""
    with page.expect_navigation():
        link.click()


def _stay(_page: Page) -> None:
    """Look at the page that is open: after a form is sent, the next task is there."""


def _home(page: Page) -> None:
    follow(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="My work"))


def _list(view: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        link = page.locator(f'main a[href$="view={view}"]')
        if link.count():
            follow(page, link.first)

    return go
