"""A z-buffer for flat polygons: exact pinhole projection, 1/z linear in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

NEAR_M = 0.3
NOTHING = -1
_SHIFT = 5
"""Fractional bits of polygon corners."""


@dataclass(frozen=True, eq=False)
class Buffers:
    """``inverse_depth`` (H, W) 1/m, 0 where nothing is; ``face`` (H, W) index of the face, or NOTHING.

    ``silhouette`` (A,) pixels that each actor would cover if it stood alone.
    """

    inverse_depth: np.ndarray
    face: np.ndarray
    silhouette: np.ndarray


def clip_near(corners: np.ndarray) -> np.ndarray:
    """The part of a convex polygon (N, 3), camera frame, that lies beyond the near plane; (M, 3), M may be 0."""
    z = corners[:, 2]
    kept = []
    for k in range(len(corners)):
        j = (k + 1) % len(corners)
        if z[k] >= NEAR_M:
            kept.append(corners[k])
        if (z[k] >= NEAR_M) != (z[j] >= NEAR_M):
            t = (NEAR_M - z[k]) / (z[j] - z[k])
            kept.append(corners[k] + t * (corners[j] - corners[k]))
    return np.array(kept).reshape(-1, 3)


def project(points: np.ndarray, intrinsic: np.ndarray) -> np.ndarray:
    """Pixels (..., 2) of points (..., 3) in the camera frame with z > 0."""
    uvw = points @ intrinsic.T
    return uvw[..., :2] / uvw[..., 2:]


def fill(mask: np.ndarray, pixels: np.ndarray, x0: int, y0: int) -> None:
    """Sets a polygon (N, 2) in a mask whose corner is pixel (x0, y0). Pixel i's middle is at i + 0.5."""
    fixed = np.round((pixels - (x0 + 0.5, y0 + 0.5)) * (1 << _SHIFT)).astype(np.int32)
    cv2.fillConvexPoly(mask, fixed, 1, cv2.LINE_8, _SHIFT)


def rasterise(
    corners: np.ndarray, actor: np.ndarray, actors: int, intrinsic: np.ndarray, width: int, height: int
) -> Buffers:
    """Draws faces with a depth test.

    ``corners`` (F, 4, 3) camera frame, metres, outward winding; ``actor`` (F,) owner of each face, ascending.
    """
    depth = np.zeros((height, width), np.float32)
    face = np.full((height, width), NOTHING, np.int32)
    silhouette = np.zeros(actors, np.int64)
    alone, scratch = np.zeros((height, width), np.uint8), np.zeros(height * width, np.uint8)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    offset = np.einsum("fi,fi->f", normal, corners[:, 0])  # normal·X = offset on the face's plane
    visible = (offset < -1e-9) & (corners[:, :, 2].max(axis=1) > NEAR_M)
    plane = np.zeros((len(corners), 3))  # 1/z = plane · (u, v, 1)
    plane[visible] = normal[visible] @ np.linalg.inv(intrinsic) / offset[visible, None]
    whole = corners[:, :, 2].min(axis=1) >= NEAR_M
    pixels = np.zeros((len(corners), 4, 2))
    pixels[whole] = project(corners[whole], intrinsic)
    low, high = pixels.min(axis=1), pixels.max(axis=1)
    outside = (high[:, 0] < 0) | (high[:, 1] < 0) | (low[:, 0] > width) | (low[:, 1] > height)
    columns, rows = np.arange(width) + 0.5, np.arange(height) + 0.5
    owner, box = NOTHING, (width, height, 0, 0)

    def close_silhouette() -> None:
        if owner != NOTHING:
            region = alone[box[1] : box[3], box[0] : box[2]]
            silhouette[owner] = cv2.countNonZero(region) if region.size else 0
            region[:] = 0

    for f in np.flatnonzero(visible & ~(whole & outside)):
        if whole[f]:
            polygon, near, far = pixels[f], corners[f, :, 2].min(), corners[f, :, 2].max()
        else:
            clipped = clip_near(corners[f])
            if len(clipped) < 3:
                continue
            polygon, near, far = project(clipped, intrinsic), clipped[:, 2].min(), clipped[:, 2].max()
        x0, y0 = np.maximum(np.floor(polygon.min(axis=0) - 0.5).astype(int), 0)
        x1, y1 = np.minimum(np.ceil(polygon.max(axis=0) + 0.5).astype(int), (width, height))
        if x1 <= x0 or y1 <= y0:
            continue
        if actor[f] != owner:
            close_silhouette()
            owner, box = int(actor[f]), (width, height, 0, 0)
        box = (min(box[0], x0), min(box[1], y0), max(box[2], x1), max(box[3], y1))
        mask = scratch[: (y1 - y0) * (x1 - x0)].reshape(y1 - y0, x1 - x0)
        mask[:] = 0
        fill(mask, polygon, x0, y0)
        a, b, c = plane[f]
        inverse = ((a * columns[x0:x1])[None, :] + (b * rows[y0:y1] + c)[:, None]).astype(np.float32)
        np.clip(inverse, 1.0 / far, 1.0 / near, out=inverse)  # an edge pixel's middle may lie just outside the face
        drawn = mask.view(bool)
        region = alone[y0:y1, x0:x1]
        np.bitwise_or(region, mask, out=region)
        depth_region = depth[y0:y1, x0:x1]
        closer = drawn & (inverse > depth_region)
        np.copyto(depth_region, inverse, where=closer)
        np.copyto(face[y0:y1, x0:x1], f, where=closer)
    close_silhouette()
    return Buffers(depth, face, silhouette)
