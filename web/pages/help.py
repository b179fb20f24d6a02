"""Pages for everybody: how to work here, and how accessible it is."""

from flask import Blueprint, render_template

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
def help_page() -> str:
    """What the parts of the site are for, and where to get help."""
    return render_template("pages/help.html", title="Help")


@blueprint.get("/accessibility")
def accessibility() -> str:
    """What works for whom, what does not yet, and whom to tell."""
    return render_template("pages/accessibility.html", title="Accessibility statement")
