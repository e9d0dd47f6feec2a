"""What an operator is."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from render.sheet import Sheet

Change = Callable[[Sheet, Random], Sheet]
EVERY = frozenset(("docx", "html", "ofd", "pdf", "txt"))


@dataclass(frozen=True, slots=True)
class Operator:
    """`formats`: where it means something; `listed`: real reports show it, so values have to be right."""

    name: str
    change: Change
    formats: frozenset[str] = EVERY
    listed: bool = True


class Registry(dict[str, Operator]):
    """The operators of one module by name."""

    def add(self, name: str, *formats: str, listed: bool = True) -> Callable[[Change], Change]:
        """Register a function under that name."""

        def register(change: Change) -> Change:
            self[name] = Operator(name, change, frozenset(formats) or EVERY, listed)
            return change

        return register
