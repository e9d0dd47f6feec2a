"""The recogniser: networks that ship inside the rapidocr package, run by onnxruntime; nothing is fetched.

Of that package only the model files are used: its pipeline gives one best text a line, and here the probabilities of
all readings are needed.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime

from gongkai.errors import MissingTool
from gongkai.readers._scan_image import Floats, Pixels

HEIGHT = 48  # pixels of a line, as the network was trained
STEP = 8  # pixels of width to one column of probabilities
NARROWEST = 48  # pixels: less gives the network nothing to look at
BATCH = 4096  # pixels of width in one run: larger batches are no faster, and their probabilities fill the memory
BLANK = 0  # class of the CTC alphabet that stands for no character
DETECTED_SIDE = 960  # pixels of the longer side that lines of text are looked for at
DEVICES = {"gpu": ("CUDAExecutionProvider", "ROCMExecutionProvider", "DmlExecutionProvider", "CoreMLExecutionProvider")}

_chosen = ["auto"]


def use(device: str) -> None:
    """What the networks run on from now on: `cpu`, `gpu`, or `auto` (a GPU where onnxruntime has one)."""
    _chosen[0] = device
    session.cache_clear()


def providers() -> list[str]:
    """The execution providers of the chosen device. Raises MissingTool when a GPU is asked for and there is none."""
    known = onnxruntime.get_available_providers()
    found = [p for p in DEVICES["gpu"] if p in known] if _chosen[0] != "cpu" else []
    if _chosen[0] == "gpu" and not found:
        raise MissingTool("no GPU provider of onnxruntime is installed: pip install onnxruntime-gpu")
    return [*found, "CPUExecutionProvider"]


def name() -> str:
    """The engine for people: its model and what it runs on."""
    return f"{_file('rec').stem}, onnxruntime {onnxruntime.__version__}, {session('rec').get_providers()[0]}"


def _file(kind: str) -> Path:
    """The model for a task inside the installed package."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else Path()
    found = sorted(folder.glob(f"*_{kind}_*.onnx"))
    if not found:
        raise MissingTool("the recogniser's models are not installed: pip install 'gongkai[ocr]'")
    return found[-1]


@cache
def session(kind: str) -> Any:
    """A network (`rec` reads a line, `det` finds lines), loaded once a process. Raises MissingTool."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # workers share the processors
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(_file(kind)), options, providers=providers())


@cache
def alphabet() -> tuple[str, ...]:
    """The character of each class; that of BLANK is empty."""
    listed = session("rec").get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *listed, " ")


def probabilities(crops: Sequence[Pixels]) -> list[Floats]:
    """For each picture of a line (grey, dark on light): columns x classes, one column for STEP pixels at HEIGHT."""
    ready = [sized(crop) for crop in crops]
    result: list[Floats] = [np.empty(0)] * len(ready)
    for group in batches([r.shape[1] for r in ready]):
        width = max(ready[k].shape[1] for k in group)
        for k, found in zip(group, _run([ready[k] for k in group], width), strict=True):
            result[k] = found[: -(-ready[k].shape[1] // STEP)]
    return result


def _run(lines: Sequence[Pixels], width: int) -> Floats:
    stack = np.zeros((len(lines), 3, HEIGHT, width), np.float32)
    for place, line in zip(stack, lines, strict=True):
        place[:, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1
    network = session("rec")
    found: Floats = network.run(None, {network.get_inputs()[0].name: stack})[0]
    return found


def sized(crop: Pixels) -> Pixels:
    """A picture of a line at the network's height, no narrower than it can see, a whole number of steps wide."""
    high, wide = crop.shape
    width = max(NARROWEST, -(-round(wide * HEIGHT / high) // STEP) * STEP)
    how = cv2.INTER_AREA if high > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (width, HEIGHT), interpolation=how), np.uint8)


def batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of lines in groups of about equal width."""
    group: list[int] = []
    for k in sorted(range(len(widths)), key=widths.__getitem__):
        if group and (len(group) + 1) * widths[k] > BATCH:
            yield group
            group = []
        group.append(k)
    if group:
        yield group


def text_map(grey: Pixels) -> tuple[Floats, float]:
    """How likely each pixel of a page made smaller lies within a line of text, and the scale it was made smaller by."""
    scale = min(1.0, DETECTED_SIDE / max(grey.shape))
    high, wide = (max(32, round(side * scale / 32) * 32) for side in grey.shape)
    small = cv2.resize(grey, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
    network = session("det")
    found = network.run(None, {network.get_inputs()[0].name: np.repeat(small[None, None], 3, axis=1)})[0]
    return cv2.resize(found[0, 0], (round(grey.shape[1] * scale), round(grey.shape[0] * scale))), scale
