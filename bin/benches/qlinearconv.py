"""Which output channels of a quantised convolution this machine's ONNX Runtime gets wrong, against exact arithmetic."""

import numpy as np
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

X_SCALE, X_ZERO, W_SCALE, Y_SCALE, Y_ZERO = 0.02, 113, 0.001, 0.1, 125


def wrong_channels(channels_out: int, channels_in: int, kernel: int) -> list[int]:
    """Channels that are more than one step off for random uint8 pictures and int8 weights."""
    rng = np.random.default_rng(0)
    w = rng.integers(-127, 127, (channels_out, channels_in, kernel, kernel)).astype(np.int8)
    x = rng.integers(0, 255, (1, channels_in, 16, 16)).astype(np.uint8)
    constants = {
        "xs": np.float32(X_SCALE), "xz": np.uint8(X_ZERO), "w": w, "ws": np.float32(W_SCALE), "wz": np.int8(0),
        "ys": np.float32(Y_SCALE), "yz": np.uint8(Y_ZERO),
    }  # fmt: skip
    graph = helper.make_graph(
        [helper.make_node("QLinearConv", ["x", *constants], ["y"])],
        "one",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, x.shape)],
        [helper.make_tensor_value_info("y", TensorProto.UINT8, None)],
        [numpy_helper.from_array(np.asarray(v), n) for n, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    got = session.run(None, {"x": x})[0][0].astype(float)
    sums = torch.nn.functional.conv2d(torch.from_numpy(x.astype(float) - X_ZERO), torch.from_numpy(w.astype(float)))
    want = np.clip(np.round(sums[0].numpy() * X_SCALE * W_SCALE / Y_SCALE) + Y_ZERO, 0, 255)
    return [c for c in range(channels_out) if np.abs(got[c] - want[c]).max() > 1]


if __name__ == "__main__":
    print(f"ONNX Runtime {onnxruntime.__version__}; out x in x kernel: wrong channels")
    for channels_in, kernel in ((3, 7), (16, 3), (64, 1)):
        for channels_out in (8, 16, 24, 32, 40, 48, 56, 64):
            print(f"{channels_out} x {channels_in} x {kernel}: {wrong_channels(channels_out, channels_in, kernel)}")
