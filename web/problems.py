"""A request that cannot be met, in words a person can act on. Views raise it; web.errors shows it."""

from markupsafe import Markup

_NOTHING = Markup()


class Problem(Exception):
    """What is wrong (`title`), and what to do about it (`text`), with the status of the answer."""

    def __init__(
        self, status: int, title: str, text: str, back: tuple[str, str] | None = None, typed: Markup = _NOTHING
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.text = text
        self.back = back
        """Where to go on from: (address, words)."""
        self.typed = typed
        """What the person had written, shown so that it is not lost."""


def not_found() -> Problem:
    """One answer for what does not exist and for what this person may not see, so that neither can be told apart."""
    return Problem(
        404,
        "Page not found",
        "There is nothing at this address that you can see. It may never have existed, it may have been closed, "
        "or it may belong to a case you are not part of. If somebody sent you the link, ask your business office.",
    )
