"""Camera pictures, decoded once and kept as 2x2 sums in a memory-mapped file.

The original normalises and then halves the picture, which at exactly 0.5 is the mean of 2x2 pixels. Both steps are
linear, so the sum of four bytes (at most 1020, exact in 16 bits) holds all that the network ever sees.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from tqdm import tqdm

from .scenes import Frame

MEAN_RGB = (123.675, 116.28, 103.53)
STD_RGB = (58.395, 57.12, 57.375)
PAD_DIVISOR = 32
SCALE = 0.5


def halved(bgr: np.ndarray) -> np.ndarray:
    """(H, W, 3) BGR bytes to (3, H/2, W/2) RGB sums of 2x2 pixels."""
    rgb = bgr[:, :, ::-1].astype(np.uint16)
    sums = rgb[0::2, 0::2] + rgb[0::2, 1::2] + rgb[1::2, 0::2] + rgb[1::2, 1::2]
    return sums.transpose(2, 0, 1)


class PictureCache:
    """(frames, 6, 3, H/2, W/2) sums, in the order of the frames given."""

    def __init__(self, sums: np.ndarray):
        self._sums = sums

    @classmethod
    def open(cls, path: Path, frames: Sequence[Frame]) -> "PictureCache":
        """Opens the cache of these frames, decoding all pictures first if the file isn't there or has another size."""
        height, width = _read(frames[0].image_paths[0]).shape[:2]
        shape = (len(frames), len(frames[0].image_paths), 3, height // 2, width // 2)
        if not path.is_file() or path.stat().st_size != 2 * int(np.prod(shape)):
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            sums = np.memmap(partial, np.uint16, "w+", shape=shape)
            for row, frame in zip(sums, tqdm(frames, desc="decoding pictures", unit="frame"), strict=True):
                for slot, image_path in zip(row, frame.image_paths, strict=True):
                    slot[:] = halved(_read(image_path))
            sums.flush()
            os.replace(partial, path)
        return cls(np.memmap(path, np.uint16, "r", shape=shape))

    def recorded_width(self) -> int:
        """Pixels across a stored picture."""
        return 2 * self._sums.shape[-1]

    def batch(
        self, indices: Sequence[int], gain: np.ndarray | None = None, bias: np.ndarray | None = None
    ) -> torch.Tensor:
        """Network pictures (B, 6, 3, H, W): normalised, zero padded at the bottom and right to multiples of 32.

        gain and bias, both (B, 6, 3), change the colours before the normalisation.
        """
        sums = self._sums[np.asarray(indices)]  # (B, 6, 3, h, w)
        per_pixel = (1, 1, 3, 1, 1)
        scale = 1.0 / np.array(STD_RGB).reshape(per_pixel)
        offset = -np.array(MEAN_RGB).reshape(per_pixel)
        gain = np.ones(1) if gain is None else gain[..., None, None]
        bias = np.zeros(1) if bias is None else bias[..., None, None]
        factor = torch.from_numpy(np.asarray(gain * scale / 4, np.float32))
        shift = torch.from_numpy(np.asarray((bias + offset) * scale, np.float32))
        height, width = (-(-side // PAD_DIVISOR) * PAD_DIVISOR for side in sums.shape[-2:])
        out = torch.zeros(*sums.shape[:3], height, width)
        out[..., : sums.shape[-2], : sums.shape[-1]] = torch.from_numpy(sums.astype(np.float32)) * factor + shift
        return out


def _read(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"Cannot decode {path}: missing or not a picture, expected a JPEG")
    return picture
