# How often 95 % intervals hold the truth, by number of scenes, on generated worlds.
worlds=250
replicates=400
hurt=0.5
json='-'
scenes='6 10 15 20 30 50'
while [ $# -gt 0 ]; do
  case "$1" in
    --json) json="${2:-}"; [ -n "$json" ] || fail "Cannot use --json: no file is named, expected one"; shift 2 ;;
    --worlds) worlds="${2:-}"; shift 2 ;;
    --replicates) replicates="${2:-}"; shift 2 ;;
    --hurt) hurt="${2:-}"; shift 2 ;;
    --scenes) scenes="${2:-}"; shift 2 ;;
    -h | --help)
      echo "Usage: bin/bench coverage [--worlds N] [--replicates N] [--hurt SHARE] [--scenes 'N N …'] [--json FILE]"
      exit 0
      ;;
    *) fail "Cannot use $1: it is unknown, expected --worlds, --replicates, --hurt, --scenes or --json" ;;
  esac
done
for number in "$worlds" "$replicates" $scenes; do
  [[ "$number" =~ ^[1-9][0-9]*$ ]] || fail "Cannot use '$number': expected a whole number above 0"
done
build_if_stale
maven -q -B -ntp -pl metrics test-compile
# shellcheck disable=SC2086 # one argument a number of scenes
"$(java_bin)" -Xmx2500m -cp "$BEVDRIFT_ROOT/metrics/target/test-classes:$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" \
  dev.bevdrift.metrics.interval.CoverageBench "$worlds" "$replicates" "$hurt" "$json" $scenes
