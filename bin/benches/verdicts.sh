# How often verdicts are wrong: false "harmless", and false claims about other scenes, on pairs whose truth is known.
scenes=40
pairs=48
families=200
rungs=10
seed=1
json='-'
while [ $# -gt 0 ]; do
  case "$1" in
    --json) json="${2:-}"; [ -n "$json" ] || fail "Cannot use --json: no file is named, expected one"; shift 2 ;;
    --scenes) scenes="${2:-}"; shift 2 ;;
    --pairs) pairs="${2:-}"; shift 2 ;;
    --families) families="${2:-}"; shift 2 ;;
    --rungs) rungs="${2:-}"; shift 2 ;;
    --seed) seed="${2:-}"; shift 2 ;;
    -h | --help)
      echo "Usage: bin/bench verdicts [--scenes N] [--pairs N of each effect and severity] [--families N] [--rungs N of each] [--seed N] [--json FILE]"
      exit 0
      ;;
    *) fail "Cannot use $1: it is unknown, expected --scenes, --pairs, --families, --rungs, --seed or --json" ;;
  esac
done
for number in "$scenes" "$pairs" "$families" "$rungs" "$seed"; do
  [[ "$number" =~ ^[1-9][0-9]*$ ]] || fail "Cannot use '$number': expected a whole number above 0"
done
build_if_stale
maven -q -B -ntp -pl jobs -am test-compile
"$(java_bin)" -Xmx2500m -cp "$BEVDRIFT_ROOT/jobs/target/test-classes:$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" \
  dev.bevdrift.jobs.stage.VerdictBench "$scenes" "$pairs" "$families" "$rungs" "$seed" "$json"
