# Ingestion of synthetic tables of trainval's size (1.2 M annotations, 2.6 M sample_data rows): wall time and the JVM's peak memory.
# BEVDRIFT_PYTHON names another interpreter than the project's own environment.
scenes=850
heap=4g
json=''
while [ $# -gt 0 ]; do
  case "$1" in
    --scenes) scenes="${2:-}"; shift 2 ;;
    --heap) heap="${2:-}"; shift 2 ;;
    --json) json="${2:-}"; [ -n "$json" ] || fail "Cannot use --json: no file is named, expected one"; shift 2 ;;
    -h | --help) echo "Usage: bin/bench ingest [--scenes N] [--heap SIZE] [--json FILE]"; exit 0 ;;
    *) fail "Cannot use $1: it is unknown, expected --scenes, --heap or --json" ;;
  esac
done
[[ "$scenes" =~ ^[1-9][0-9]*$ ]] || fail "Cannot use --scenes '$scenes': expected a whole number above 0"
python="${BEVDRIFT_PYTHON:-}"
if [ -z "$python" ]; then
  "$BEVDRIFT_ROOT/bin/python-env"
  python="$BEVDRIFT_ROOT/.venv/bin/python"
fi
build_if_stale
work="$BEVDRIFT_ROOT/build/bench/ingest"
if [ "$(cat "$work/scenes" 2>/dev/null)" != "$scenes" ]; then
  rm -rf "$work"
  mkdir -p "$work"
  "$python" "$BEVDRIFT_ROOT/bin/benches/ingest/tables.py" "$work/data" --scenes "$scenes"
  echo "$scenes" >"$work/scenes"
fi
"$python" "$BEVDRIFT_ROOT/bin/benches/ingest/measure.py" ${json:+--json "$json"} -- env "BEVDRIFT_DRIVER_MEMORY=$heap" "$BEVDRIFT_ROOT/bin/ingest" \
  --dataroot "$work/data" --version v1.0-trainval --split made --out "$work/frames" --overwrite
