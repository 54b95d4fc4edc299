# Which channels of a quantised convolution this machine's ONNX Runtime gets wrong (why int8-static keeps its stem in float32).
"$BEVDRIFT_ROOT/bin/python-env"
"$BEVDRIFT_ROOT/.venv/bin/python" "$BEVDRIFT_ROOT/bin/benches/qlinearconv.py"
