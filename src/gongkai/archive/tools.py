"""The packages of the extras, imported when they are needed."""

from importlib import import_module
from typing import Any

from gongkai.errors import MissingTool


def tool(module: str, extra: str) -> Any:
    """A module of an extra. Raises MissingTool, naming the extra."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingTool(f"{module} is needed: pip install 'gongkai[{extra}]'") from error
