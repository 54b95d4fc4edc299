"""From a model and a set of rewrites to an ONNX graph, checked against PyTorch."""
