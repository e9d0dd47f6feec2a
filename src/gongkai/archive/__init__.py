"""An archive: originals by their content, four tables in Parquet, a DuckDB file over them; filled by batches."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gongkai.errors import MissingTool

if TYPE_CHECKING:
    from gongkai.archive.batches import batch
    from gongkai.archive.exports import export
    from gongkai.archive.settings import Event, Limits, Settings, Summary
    from gongkai.archive.views import connect
    from gongkai.archive.walk import Input, Shard, inputs

__all__ = ["Event", "Input", "Limits", "Settings", "Shard", "Summary", "batch", "connect", "export", "inputs"]

_HOMES = {
    "Event": "settings",
    "Input": "walk",
    "Limits": "settings",
    "Settings": "settings",
    "Shard": "walk",
    "Summary": "settings",
    "batch": "batches",
    "connect": "views",
    "export": "exports",
    "inputs": "walk",
}


def __getattr__(name: str) -> Any:
    """Public names on first use. Raises MissingTool without the extra `archive`."""
    if name not in _HOMES:
        raise AttributeError(f"module 'gongkai.archive' has no attribute {name!r}")
    try:
        return getattr(import_module(f"gongkai.archive.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        raise MissingTool(f"{error.name} is needed: pip install 'gongkai[archive]'") from error
