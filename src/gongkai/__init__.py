"""gongkai (公开): reads China's annual reports on Open Government Information into normalized data."""

from typing import TYPE_CHECKING, Any

from gongkai.errors import (
    GongkaiError,
    LimitExceeded,
    MissingTool,
    NotAReport,
    UnreadableDocument,
    UnsupportedFormat,
)

if TYPE_CHECKING:
    from gongkai.document import Document
    from gongkai.members import archive_members
    from gongkai.pipeline import parse, read
    from gongkai.report import Entry, Finding, Report

__version__ = "0.1.0"
__all__ = [
    "Document",
    "Entry",
    "Finding",
    "GongkaiError",
    "LimitExceeded",
    "MissingTool",
    "NotAReport",
    "Report",
    "UnreadableDocument",
    "UnsupportedFormat",
    "__version__",
    "archive_members",
    "parse",
    "read",
]

_HOMES = {
    "Document": "document",
    "Entry": "report",
    "Finding": "report",
    "Report": "report",
    "archive_members": "members",
    "parse": "pipeline",
    "read": "pipeline",
}


def __getattr__(name: str) -> Any:
    """Public names on first use: importing gongkai must not pay for reading."""
    if name not in _HOMES:
        raise AttributeError(f"module 'gongkai' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"gongkai.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
