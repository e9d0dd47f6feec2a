"""How a batch is run, and what it tells of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gongkai.archive.walk import WHOLE, Shard
from gongkai.archive.work import Parse
from gongkai.pipeline import parse_bytes


@dataclass(frozen=True, slots=True)
class Event:
    """What became of an input."""

    name: str
    outcome: str
    message: str | None = None
    milliseconds: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one document: seconds, and mebibytes of memory of the process that reads it."""

    seconds: float = 120.0
    mebibytes: int = 2048


@dataclass(frozen=True, slots=True)
class Settings:
    """How a batch is run; 0 workers: documents are read in this process, without limits.

    `tell` hears of every input, `stop` says whether to stop. `parse` must be importable by name. `ray` is the
    address of a cluster, or `local`.
    """

    workers: int = 1
    limits: Limits = Limits()
    shard: Shard = WHOLE
    reparse: bool = False
    parse: Parse = parse_bytes
    tell: Callable[[Event], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False
    ray: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch did: inputs by outcome, whether it was stopped before its end, seconds."""

    outcomes: Mapping[str, int]
    stopped: bool
    seconds: float
