"""Prose against tables: every false sentence is found, no true, narrower or unclear one is. Figures are invented."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.claims import Disagreement, Number, disagreements, measures
from gongkai.document import Paragraph
from gongkai.forms import catalogue
from gongkai.outline import Section, outline
