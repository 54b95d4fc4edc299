"""Golden vectors of the image pipeline, made by OpenCV: JPEGs, their pixels, prepared planes,
also of pictures decoded at half size.

    python export/golden/make_image_vectors.py udf/src/test/resources/golden/images.json --original image_pipeline.npz

The pipeline is the original's (mmdet's NormalizeMultiviewImage over mmcv.imnormalize, scaling by
cv2.resize, padding with zeros). The original's own output on PCG64(7) noise, image_pipeline.npz, is
compared first: it must be equal to the last bit.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image, ImageCms

SEED = 20261123
TINY = {
    "scale": 0.5,
    "mean": [123.675, 116.28, 103.53],
    "std": [58.395, 57.12, 57.375],
    "channel_order": "rgb",
    "pad_divisor": 32,
}
SMALL = {
    "scale": 0.8,
    "mean": [103.53, 116.28, 123.675],
    "std": [1.0, 1.0, 1.0],
    "channel_order": "bgr",
    "pad_divisor": 32,
}
PIPELINES = {
    "tiny": TINY,
    "small": SMALL,
    "tiny-0.8": {**TINY, "scale": 0.8},
    "tiny-0.37": {**TINY, "scale": 0.37},
    "base": {**SMALL, "scale": 1.0},
}
EXACT = ("tiny", "small", "base")
"""Pipelines whose planes must be equal to the last bit wherever sides scale evenly; micro is tiny on small pictures."""


def prepare(bgr: np.ndarray, settings: dict) -> np.ndarray:
    """BGR bytes (H, W, 3) -> float32 (3, H', W'), the original's order of operations."""
    mean = np.float64(np.asarray(settings["mean"], np.float32)).reshape(1, -1)
    inverse = 1 / np.float64(np.asarray(settings["std"], np.float32)).reshape(1, -1)
    img = bgr.astype(np.float32)
    if settings["channel_order"] == "rgb":
        cv2.cvtColor(img, cv2.COLOR_BGR2RGB, img)
    cv2.subtract(img, mean, img)
    cv2.multiply(img, inverse, img)
    height, width = (int(side * settings["scale"]) for side in img.shape[:2])
    if settings["scale"] != 1.0:
        img = cv2.resize(img, (width, height), interpolation=cv2.INTER_LINEAR)
    divisor = settings["pad_divisor"]
    padded = np.zeros((-(-height // divisor) * divisor, -(-width // divisor) * divisor, 3), np.float32)
    padded[:height, :width] = img
    return np.ascontiguousarray(padded.transpose(2, 0, 1))


def prepare_reduced(jpeg: bytes, settings: dict) -> np.ndarray:
    """The fast path for models that halve: decoded at half size, then normalised and padded as above."""
    flags = cv2.IMREAD_REDUCED_COLOR_2 | cv2.IMREAD_IGNORE_ORIENTATION
    return prepare(cv2.imdecode(np.frombuffer(jpeg, np.uint8), flags), {**settings, "scale": 1.0})


def agrees_with_original(path: Path) -> dict:
    """The original's Normalize, scale 0.5 and pad on noise: equal, or this machine cannot make vectors.

    Returns how to make the noise (the generator's state) and the hashes of what the original recorded of its output.
    """
    bits = np.random.PCG64(7)
    state = bits.state["state"]
    noise = np.random.Generator(bits).integers(0, 256, (900, 1600, 3), dtype=np.uint8)
    ours = prepare(noise, TINY).transpose(1, 2, 0)
    theirs = np.load(path)
    for name, mine in (("out_crop", ours[:64, :64]), ("out_stride", ours[::7, ::11])):
        unequal = int((mine != theirs[name]).sum())
        if unequal:
            raise SystemExit(f"Cannot make vectors: {unequal} values of {name} differ from {path}, expected 0")
    print(f"equal to the last bit: {path}")
    return {
        "state": str(state["state"]),
        "inc": str(state["inc"]),
        "noise": sha256(noise),
        "crop": sha256(theirs["out_crop"].astype("<f4")),
        "stride": sha256(theirs["out_stride"].astype("<f4")),
    }


def sha256(values: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()


def picture(rng: np.random.Generator, height: int, width: int) -> Image.Image:
    """Smooth colour with noise on it, so that chroma subsampling matters."""
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([128 + 100 * np.sin(x / 5 + c) * np.cos(y / (4 + c)) for c in range(3)], -1)
    noisy = base + rng.normal(0, 12, base.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def encode(image: Image.Image, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def jpegs(rng: np.random.Generator) -> dict[str, bytes]:
    even, odd = picture(rng, 40, 60), picture(rng, 41, 63)
    micro = np.random.Generator(np.random.PCG64(SEED + 1))
    turned = Image.Exif()
    turned[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return {
        "420": encode(even, quality=90, subsampling=2),
        "422": encode(even, quality=90, subsampling=1),
        "444": encode(even, quality=90, subsampling=0),
        "420-odd": encode(odd, quality=80, subsampling=2),
        "progressive": encode(even, quality=85, subsampling=2, progressive=True),
        "restarts": encode(even, quality=85, subsampling=2, restart_marker_blocks=2),
        "grey": encode(even.convert("L"), quality=90),
        "exif-turned": encode(even, quality=90, subsampling=2, exif=turned),
        "profile": encode(even, quality=90, subsampling=2, icc_profile=profile),
        "rgb": encode(even, quality=90, keep_rgb=True),
        "422-odd": encode(odd, quality=80, subsampling=1),
        "444-odd": encode(odd, quality=80, subsampling=0),
        "progressive-odd": encode(odd, quality=80, subsampling=2, progressive=True),
        "grey-odd": encode(odd.convert("L"), quality=80),
        "micro-420": encode(picture(micro, 180, 320), quality=75, subsampling=2),
    }


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def case(name: str, jpeg: bytes, pipelines: list[str]) -> dict:
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, 2)
    return {
        "name": name,
        "jpeg": b64(jpeg),
        "height": pixels.shape[0],
        "width": pixels.shape[1],
        "bgr": b64(pixels.tobytes()),
        "prepared": {p: b64(prepare(pixels, PIPELINES[p]).astype("<f4").tobytes()) for p in pipelines},
        "sha256": {
            p: sha256(prepare(pixels, PIPELINES[p]).astype("<f4"))
            for p in EXACT
            if all(side * PIPELINES[p]["scale"] % 1 == 0 for side in pixels.shape[:2])
        },
        "reduced_sha256": {
            p: sha256(prepare_reduced(jpeg, PIPELINES[p]).astype("<f4"))
            for p in ("tiny",)
            if all(side % 2 == 0 for side in pixels.shape[:2])
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--original", type=Path, required=True, help="image_pipeline.npz of the original's code")
    args = parser.parse_args()
    original = agrees_with_original(args.original)
    rng = np.random.Generator(np.random.PCG64(SEED))
    cases = [
        case(
            name,
            jpeg,
            {"420": ["tiny", "small", "tiny-0.8", "tiny-0.37"], "420-odd": ["tiny-0.37", "small"]}.get(name, []),
        )
        for name, jpeg in jpegs(rng).items()
    ]
    document = {
        "made_by": {
            "opencv": cv2.__version__,
            "pillow": PIL.__version__,
            "numpy": np.__version__,
            "seed": SEED,
        },
        "pipelines": PIPELINES,
        "original": original,
        "cases": cases,
        "cmyk": b64(encode(picture(rng, 40, 60).convert("CMYK"), quality=90)),
        "table": {
            plane: b64(
                prepare(
                    np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, 2),
                    {**TINY, "scale": 1.0, "pad_divisor": 1},
                )[i]
                .astype("<f4")
                .tobytes()
            )
            for i, plane in enumerate(("red", "green", "blue"))
        },
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
