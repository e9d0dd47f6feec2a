"""What paper, scanners, faxes and cameras do to a printed page; seeded."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from PIL import Image

Pixels = np.ndarray[Any, np.dtype[Any]]
RED = (200, 30, 40)


@dataclass(frozen=True, slots=True)
class Wear:
    """One way of becoming a scan. Angles in degrees, blur and noise in pixels and grey levels."""

    skew: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    jpeg: int = 0  # quality; 0 keeps every pixel
    keystone: float = 0.0  # share of the width by which one side is shorter
    light: float = 0.0  # share of the light that the darkest corner lacks
    bits: int = 8
    speckle: float = 0.0  # share of pixels turned over
    stamps: int = 0
    watermark: int = 0  # grey of a slanted text over the page
    turn: int = 0  # clockwise quarter turns
    margin: int = 0  # pixels of black table around the paper
    fade: int = 0  # grey of what was black


def worn(page: Image.Image, wear: Wear, seed: int) -> Image.Image:
    """The page after all that."""
    rng = np.random.default_rng(seed)
    pixels: Pixels = np.asarray(page.convert("RGB"))
    if wear.fade:
        pixels = (wear.fade + pixels.astype(float) * (255 - wear.fade) / 255).astype(np.uint8)
    pixels = _watermarked(pixels, wear)
    pixels = _stamped(pixels, wear, rng)
    pixels = _moved(pixels, wear, rng)
    pixels = _lit(pixels, wear, rng)
    if wear.blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), wear.blur)
    if wear.noise:
        pixels = np.clip(pixels + rng.normal(0, wear.noise, pixels.shape), 0, 255).astype(np.uint8)
    pixels = _in_bits(pixels, wear, rng)
    made = Image.fromarray(np.rot90(pixels, -wear.turn))
    made = made if wear.stamps or wear.light else made.convert("L")
    if wear.bits == 1:
        return made.convert("1", dither=Image.Dither.NONE)
    return _through_jpeg(made, wear.jpeg) if wear.jpeg else made


def _through_jpeg(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue()))


def _watermarked(pixels: Pixels, wear: Wear) -> Pixels:
    if not wear.watermark:
        return pixels
    high, wide = pixels.shape[:2]
    mark = np.full((high, wide), 255, np.uint8)
    for y in range(0, 2 * high, high // 4):
        for x in range(-wide, 2 * wide, wide // 2):
            cv2.putText(mark, "SAMPLE COPY", (x, y), cv2.FONT_HERSHEY_DUPLEX, wide / 900, 0, max(1, wide // 300))
    turned = cv2.warpAffine(
        mark, cv2.getRotationMatrix2D((wide / 2, high / 2), 30, 1.0), (wide, high), borderValue=(255.0,)
    )
    grey = np.where(turned < 128, wear.watermark, 255)[..., None]
    return np.minimum(pixels, grey).astype(np.uint8)


def _stamped(pixels: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    """Round red seals, two thirds opaque, where there is something printed."""
    for _ in range(wear.stamps):
        high, wide = pixels.shape[:2]
        radius = round(wide * 0.1)
        at = (int(rng.uniform(0.2, 0.8) * wide), int(rng.uniform(0.15, 0.8) * high))
        layer = np.zeros((high, wide), np.uint8)
        cv2.circle(layer, at, radius, 255, max(2, radius // 18))
        for k in range(14):
            angle = np.pi * (0.15 + 1.7 * k / 14) + np.pi / 2
            spot = (
                int(at[0] + 0.76 * radius * np.cos(angle)) - radius // 14,
                int(at[1] + 0.76 * radius * np.sin(angle)),
            )
            cv2.putText(layer, "HXKM"[k % 4], spot, cv2.FONT_HERSHEY_SIMPLEX, radius / 130, 255, max(1, radius // 45))
        star = np.array(
            [
                (
                    at[0] + radius * 0.3 * (1 if k % 2 else 0.4) * np.cos(k * np.pi / 5 + np.pi / 2),
                    at[1] + radius * 0.3 * (1 if k % 2 else 0.4) * np.sin(k * np.pi / 5 + np.pi / 2),
                )
                for k in range(10)
            ],
            np.int32,
        )
        cv2.fillPoly(layer, [star], (255,))
        share = (layer.astype(float) / 255 * rng.uniform(0.55, 0.85))[..., None]
        inked = np.minimum(pixels, np.array(RED))
        pixels = (pixels * (1 - share) + inked * share).astype(np.uint8)
    return pixels


def _moved(pixels: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    """Skew, keystone and the table around the paper, in one resampling."""
    if not (wear.skew or wear.keystone or wear.margin):
        return pixels
    high, wide = pixels.shape[:2]
    m = wear.margin
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], float)
    shift = np.zeros((4, 2))
    if wear.keystone:
        narrow = wear.keystone * wide
        shift = rng.uniform(0, narrow, (4, 2)) * np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])
    angle = np.deg2rad(wear.skew)
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    middle = np.array((wide / 2, high / 2))
    target = (corners + shift - middle) @ turn.T + middle + m
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    ground = 70 if wear.margin else 255
    moved = cv2.warpPerspective(
        pixels, matrix, (wide + 2 * m, high + 2 * m), flags=cv2.INTER_AREA, borderValue=(ground, ground, ground)
    )
    return moved.astype(np.uint8)


def _lit(pixels: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    """Light that falls off over the page, with the shadow of a hand."""
    if not wear.light:
        return pixels
    high, wide = pixels.shape[:2]
    y, x = np.mgrid[0 : 1 : high * 1j, 0 : 1 : wide * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    slope = (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)) / 1.41 + 0.5
    spot = np.exp(-((x - rng.uniform(0, 1)) ** 2 + (y - rng.uniform(0, 1)) ** 2) / 0.08)
    light = 1 - wear.light * (0.75 * slope + 0.25 * spot)
    warm = np.array((1.0, 0.97, 0.90))
    return np.asarray(np.clip(pixels * light[..., None] * warm, 0, 255).astype(np.uint8))


def _in_bits(pixels: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    """A fax's or copier's one bit, with specks."""
    if wear.bits != 1:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    black = grey < 150
    if wear.speckle:
        black = black ^ (rng.random(black.shape) < wear.speckle)
    return np.asarray(np.where(black, 0, 255).astype(np.uint8)[..., None].repeat(3, 2))


def spread(pages: Sequence[Image.Image], gutter: int = 0) -> list[Image.Image]:
    """Pages two by two on one picture, as an open booklet is scanned."""
    return [_pair(pages[k : k + 2], gutter) for k in range(0, len(pages), 2)]


def _pair(pages: Sequence[Image.Image], gutter: int) -> Image.Image:
    wide, high = pages[0].size
    whole = Image.new(pages[0].mode, (2 * wide + gutter, high), "white")
    for k, page in enumerate(pages):
        whole.paste(page, (k * (wide + gutter), 0))
    return whole


def slices(page: Image.Image, height: int) -> list[Image.Image]:
    """One picture cut into strips, as web editors upload them."""
    wide, high = page.size
    return [page.crop((0, y, wide, min(y + height, high))) for y in range(0, high, height)]


def tall(pages: Iterable[Image.Image]) -> Image.Image:
    """Pages one under the other as one long picture."""
    every = list(pages)
    whole = Image.new(every[0].mode, (max(p.width for p in every), sum(p.height for p in every)), "white")
    top = 0
    for page in every:
        whole.paste(page, (0, top))
        top += page.height
    return whole


def packed(pages: Sequence[Image.Image], kind: str, dpi: float) -> bytes:
    """Pages as the bytes of a pdf, tif, png or jpg (the latter two: one page, or all of them as one tall picture)."""
    out = io.BytesIO()
    if kind in ("pdf", "tif"):
        more: dict[str, Any] = {"resolution": dpi} if kind == "pdf" else {"dpi": (dpi, dpi)}
        if kind == "tif":
            more["compression"] = "group4" if pages[0].mode == "1" else "tiff_lzw"
        pages[0].save(out, "PDF" if kind == "pdf" else "TIFF", save_all=True, append_images=list(pages[1:]), **more)
        return out.getvalue()
    whole = pages[0] if len(pages) == 1 else tall(pages)
    if kind == "jpg":
        whole.convert("RGB" if whole.mode != "L" else "L").save(out, "JPEG", quality=85, dpi=(dpi, dpi))
    else:
        whole.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()
