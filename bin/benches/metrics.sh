# bin/metrics against nuscenes-devkit on a generated problem of val's size: figures, ratio, phases, memory.
"$BEVDRIFT_ROOT/bin/python-env"
build_if_stale
"$BEVDRIFT_ROOT/.venv/bin/python" "$BEVDRIFT_ROOT/bin/benches/metrics/bench.py" "$@"
