"""What OpenCV makes of real nuScenes pictures, as hashes: no picture enters the project.

    python export/golden/make_real_picture_hashes.py DATAROOT udf/src/test/resources/golden/real_pictures.json

One sha256 a picture and pipeline, over the prepared planes as little-endian 32-bit floats;
tiny-reduced: of the picture decoded at half size.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
from make_image_vectors import SMALL, TINY, prepare, prepare_reduced

PIPELINES = {"tiny": TINY, "small": SMALL, "base": {**SMALL, "scale": 1.0}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("dataroot", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    pictures = {}
    for path in sorted(args.dataroot.glob("samples/CAM_*/*.jpg")):
        jpeg = path.read_bytes()
        pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_UNCHANGED)
        pictures[str(path.relative_to(args.dataroot))] = {
            name: hashlib.sha256(prepare(pixels, settings).astype("<f4").tobytes()).hexdigest()
            for name, settings in PIPELINES.items()
        } | {"tiny-reduced": hashlib.sha256(prepare_reduced(jpeg, TINY).astype("<f4").tobytes()).hexdigest()}
    document = {
        "made_by": {"opencv": cv2.__version__, "numpy": np.__version__},
        "pipelines": PIPELINES,
        "pictures": pictures,
    }
    args.out.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
