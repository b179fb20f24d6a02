"""Where one-time links lead."""

from casework.office import Office

PATH = "/link/"
"""The pages are in web.pages.links."""


def of_link(office: Office, text: str) -> str:
    """The whole address of a link."""
    return f"{office.config.base_url}{PATH}{text}"
