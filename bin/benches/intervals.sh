# Paired intervals of 41 runs at nuScenes val's size: 1,000 draws of 150 scenes over every figure.
runs=41
replicates=1000
json=''
while [ $# -gt 0 ]; do
  case "$1" in
    --json) json="${2:-}"; [ -n "$json" ] || fail "Cannot use --json: no file is named, expected one"; shift 2 ;;
    --runs) runs="${2:-}"; shift 2 ;;
    --replicates) replicates="${2:-}"; shift 2 ;;
    -h | --help) echo "Usage: bin/bench intervals [--runs N] [--replicates N] [--json FILE]"; exit 0 ;;
    *) fail "Cannot use $1: it is unknown, expected --runs, --replicates or --json" ;;
  esac
done
[[ "$runs" =~ ^[1-9][0-9]*$ ]] || fail "Cannot use --runs '$runs': expected a whole number above 0"
[[ "$replicates" =~ ^[1-9][0-9]*$ ]] || fail "Cannot use --replicates '$replicates': expected a whole number above 0"
build_if_stale
maven -q -B -ntp -pl metrics test-compile
"$(java_bin)" -Xmx2500m -cp "$BEVDRIFT_ROOT/metrics/target/test-classes:$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" \
  dev.bevdrift.metrics.interval.IntervalsBench "$runs" "$replicates" ${json:+"$json"}
