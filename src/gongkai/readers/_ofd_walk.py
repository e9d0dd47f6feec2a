"""The objects of OFD pages in the order they are drawn, each with what it inherits.

GB/T 33190-2016, 7.7 (layers, blocks), 8.1 (spaces), 8.4 (clips), 8.5 (objects), 13 (composite objects).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

from lxml import etree

from gongkai.document import MAX_DEPTH, Box
from gongkai.errors import LimitExceeded
from gongkai.layout.model import around
from gongkai.readers._ofd_numbers import PLAIN, box, matrix, number
from gongkai.readers._ofd_package import Element, local
from gongkai.readers._ofd_paint import FAINT, NESTED, Resources
from gongkai.readers._ofd_paths import outlines
from gongkai.readers._pdf_paths import Matrix, Point, bounding, mapped, moved, times

MAX_OBJECTS = 500_000  # of a package, counted as often as they are drawn; a page of single characters has 2,000
MAX_CHARACTERS = 1_000_000  # of a package; a page of dense text has 2,000
MAX_REPEATED = 20 * 2**20  # bytes of composite objects and templates, counted each time they are drawn again
NOTHING: Box = (0.0, 0.0, -1.0, -1.0)
TEXT, PATH, IMAGE, COMPOSITE = "TextObject", "PathObject", "ImageObject", "CompositeObject"
BLOCKS = ("Layer", "PageBlock", "Content", "Appearance")


class Scope(NamedTuple):
    """What holds for an object: from its space to points on the page, where it may show, how opaque it is.

    `params` are IDs of drawing parameters, the nearest first; `boundary` is the object's, in the space `outer` that it
    lies in; `noted` when the object is part of an annotation. A named tuple because there is one for every object.
    """

    matrix: Matrix
    clip: Box | None = None
    boundary: Box | None = None
    outer: Matrix = PLAIN
    opacity: float = 1.0
    params: tuple[str, ...] = ()
    depth: int = 0
    noted: bool = False

    @property
    def bounds(self) -> Box | None:
        """The object's Boundary on the page."""
        return None if self.boundary is None else mapped(self.boundary, self.outer)


@dataclass(slots=True)
class Budget:
    """How many objects, characters, and bytes of what is drawn more than once may still be drawn."""

    objects: int = MAX_OBJECTS
    characters: int = MAX_CHARACTERS
    repeated: int = MAX_REPEATED
    sizes: dict[str, int] = field(default_factory=dict)  # of composite objects

    def spend(self) -> None:
        """Count an object. Raises LimitExceeded."""
        self.objects -= 1
        if self.objects < 0:
            raise LimitExceeded(f"an OFD package that draws more than {MAX_OBJECTS} objects")

    def write(self, count: int) -> None:
        """Count characters. Raises LimitExceeded."""
        self.characters -= count
        if self.characters < 0:
            raise LimitExceeded(f"an OFD package of more than {MAX_CHARACTERS} characters")

    def repeat(self, size: int) -> None:
        """Count what may be drawn again. Raises LimitExceeded."""
        self.repeated -= size
        if self.repeated < 0:
            raise LimitExceeded("an OFD package that draws the same over and over")

    def repeat_unit(self, name: str, unit: Element) -> None:
        """Count a composite object. Raises LimitExceeded."""
        if name in self.sizes:
            self.repeat(self.sizes[name])
        else:
            self.sizes[name] = len(etree.tostring(unit))


Drawn = tuple[str, Element, Scope]


def walk(roots: Iterable[tuple[Element, Scope]], resources: Resources, budget: Budget) -> Iterator[Drawn]:
    """Texts, paths and images that may be seen, blocks and composite objects opened. Raises LimitExceeded."""
    waiting = list(roots)[::-1]
    while waiting:
        budget.spend()
        element, scope = waiting.pop()
        kind = local(element)
        if kind in BLOCKS:
            inner = referring(element, scope)
            waiting += [(child, inner) for child in reversed(element)]
        elif kind in (TEXT, PATH, IMAGE, COMPOSITE) and (entered := enter(element, scope)) is not None:
            if kind == COMPOSITE:
                waiting += content(element, entered, resources, budget)
            else:
                yield kind, element, entered


def content(element: Element, scope: Scope, resources: Resources, budget: Budget) -> list[tuple[Element, Scope]]:
    """What a composite object shows. Raises LimitExceeded."""
    if scope.depth >= MAX_DEPTH:
        raise LimitExceeded(f"composite objects nested more than {MAX_DEPTH} deep")
    name = element.get("ResourceID", "")
    unit = resources.get("CompositeGraphicUnit", name)
    if unit is None:
        return []
    budget.repeat_unit(name, unit)
    return [(shown, scope._replace(depth=scope.depth + 1)) for shown in unit.iterfind("{*}Content")]


def referring(element: Element, scope: Scope) -> Scope:
    """A scope with the drawing parameters that an element names itself."""
    name = element.get("DrawParam")
    return scope._replace(params=(name, *scope.params)[:NESTED]) if name else scope


def enter(element: Element, scope: Scope) -> Scope | None:
    """The scope within an object, None where nothing of it can be seen."""
    alpha = element.get("Alpha")
    opacity = scope.opacity * number(alpha, 255.0) / 255 if alpha else scope.opacity
    if element.get("Visible") == "false" or opacity <= FAINT:
        return None
    boundary = box(element.get("Boundary"))
    placed = scope.matrix if boundary is None else shifted(boundary, scope.matrix)
    stated = element.get("CTM")
    own = times(matrix(stated), placed) if stated else placed
    if not all(map(isfinite, own)):
        return None
    clip = both(scope.clip, clipped(element, placed, own))
    params = referring(element, scope).params
    return Scope(own, clip, boundary, scope.matrix, opacity, params, scope.depth, scope.noted)


def shifted(corner: Sequence[float], outer: Matrix) -> Matrix:
    """The matrix of a space whose origin is a corner in another."""
    a, b, c, d, e, f = outer
    x, y = corner[:2]
    return a, b, c, d, a * x + c * y + e, b * x + d * y + f


def clipped(element: Element, placed: Matrix, own: Matrix) -> Box | None:
    """The box around what an object's clips let through, None where it has none."""
    clips = element.find("{*}Clips")
    if clips is None:
        return None
    flag, found = clips.get("TransFlag"), None
    spaces = {"true": (own,), "false": (placed,)}.get(flag or "", (placed, own))  # unsaid: whatever either lets through
    for clip in clips.iterfind("{*}Clip"):
        let = [mapped(b, m) for b in areas(clip) for m in spaces]
        if let:
            found = both(found, around(let))
    return found


def areas(clip: Element) -> Iterator[Box]:
    """The boxes of a clip's areas, in the space of the object; text lets everything through."""
    for area in clip.iterfind("{*}Area"):
        outer = matrix(area.get("CTM"))
        for path in area:
            if local(path) != "Path":
                yield -1e6, -1e6, 1e6, 1e6
                continue
            corner = box(path.get("Boundary")) or (0.0, 0.0)
            inner = times(matrix(path.get("CTM")), shifted(corner, PLAIN))
            points = all_points(path)
            if points:
                yield mapped(bounding([moved(p, inner) for p in points]), outer)


def all_points(path: Element) -> list[Point]:
    """The points of a path, those that its curves go by included."""
    runs, bends = outlines(path.findtext("{*}AbbreviatedData") or "")
    return [point for run, _ in runs for point in run] + bends


def both(one: Box | None, other: Box | None) -> Box | None:
    """What lies in two boxes, of which None is everything; NOTHING where they do not meet."""
    if one is None or other is None:
        return one or other
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if left <= right and top <= bottom else NOTHING
