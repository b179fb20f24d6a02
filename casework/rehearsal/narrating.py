"""A rehearsal told day by day: who does what, what the machine sends, and which tasks then wait."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from casework.rehearsal.checks import papers
from casework.rehearsal.moments import written
from casework.rehearsal.scenario import Step
from casework.rehearsal.scene import Scene
from foundation.clock import LONDON

Say = Callable[[str], None]


def narrator(say: Say | None) -> Callable[[Scene, Step], None]:
    """What is called before each step; without anybody to say it to, nothing is said."""
    return _Narrator(say).tell if say else lambda _scene, _step: None


class _Narrator:
    """Remembers what was told already."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._day: date | None = None
        self._mails: dict[str, int] = {}

    def tell(self, scene: Scene, step: Step) -> None:
        """Say what the machine did since the last step, and what is done now."""
        self._sent(scene)
        now = scene.play.clock.now().astimezone(LONDON)
        if now.date() != self._day:
            self._day = now.date()
            self._say(f"\n{written(self._day)}")
        self._say(f"  {now:%H:%M}  {_in_words(step)}")

    def _sent(self, scene: Scene) -> None:
        if not scene.play.case_id:
            return
        sent = papers.mails(scene)
        fresh = sent[self._mails.get(scene.case_id, 0) :]
        self._mails[scene.case_id] = len(sent)
        for (kind, when), number in Counter((kind, str(when)) for kind, _, when in fresh).items():
            self._say(f"         {when}: {number} e-mail{'s' if number > 1 else ''} {kind}")


def _in_words(step: Step) -> str:
    said = step.said
    who = ", ".join(names) if isinstance(names := said.get("who", ""), list) else names
    if step.what == "expect":
        return f"expected: {', '.join(said['expect'])}"
    if not step.what:
        return str(said.get("note") or "time goes by")
    about = f" ({said['about']})" if said.get("about") else ""
    refused = ", which is refused" if "refused" in said else ""
    return f"{who}: {step.what} {said[step.what]}{about}{refused}"
