"""Writes the arrays beside this file, which the tests of the NumPy reader read: python make.py (numpy 1.26 or newer)."""

from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def write(name: str, array: np.ndarray, version: tuple[int, int] = (1, 0)) -> None:
    with open(HERE / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)


floats = np.array([[0.0, -1.5, 3.25], [1e-38, np.inf, -0.0]], np.float32)
halves = np.array([0, 1, -2, 65504, 6e-8, -6.1e-5, np.inf, 0.333], np.float16)
write("float32", floats)
write("float32-v2", floats, (2, 0))
write("float32-v3", floats, (3, 0))
write("float16", halves)
write("float16-as-float32", halves.astype(np.float32))
write("int64", np.array([0, 9, -7, 2**24], np.int64))
write("int64-too-large", np.array([2**24 + 1], np.int64))
write("int32", np.array([[1], [2]], np.int32))
write("scalar", np.array(2.5, np.float32))
write("empty", np.zeros((0, 9), np.float32))
write("fortran", np.asfortranarray(floats))
write("big-endian", floats.astype(">f4"))
write("float64", floats.astype(np.float64))
boxes = {"boxes": np.arange(18, dtype=np.float32).reshape(2, 9), "scores": np.array([0.5, 0.25], np.float16), "labels": np.array([0, 8], np.int64)}
np.savez(HERE / "stored.npz", **boxes)
np.savez_compressed(HERE / "deflated.npz", **boxes)
np.savez(HERE / "stranger.npz", img=floats)
