"""What is wrong with an expression, where, and what to do about it."""


class FeelError(Exception):
    """An expression that cannot be read, or that asks for more than an expression may use.

    `position` counts characters from 0 in the expression's own text; `remedy` says what to do, in plain English.
    """

    def __init__(self, message: str, position: int = 0, remedy: str = "") -> None:
        super().__init__(message, position, remedy)
        self.message = message
        self.position = position
        self.remedy = remedy

    def __str__(self) -> str:
        where = f" (at character {self.position + 1})"
        return f"{self.message}{where}. {self.remedy}" if self.remedy else f"{self.message}{where}"
