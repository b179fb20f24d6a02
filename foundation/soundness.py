"""What a check of stored things finds: a promise that does not hold, in words, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unsound:
    """One promise that does not hold, and where. `where` is an id, never what somebody wrote."""

    rule: str
    where: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}"
