"""The one exception with which an action says no to a person."""


class RuleBroken(Exception):
    """The moment is wrong: carries the full sentence that the person is shown."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
