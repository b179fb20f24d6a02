"""Routes of the application, quick to set up."""

from collections.abc import Callable

from werkzeug.routing import Rule


class LateRule(Rule):
    """A route whose builder of addresses is made when the first address is built.

    To make all of them takes most of the time in which a program starts, and it needs few.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            if not made:
                made.append(super(LateRule, self)._compile_builder(append_unknown))
            return made[0](rule, **values)

        return build
