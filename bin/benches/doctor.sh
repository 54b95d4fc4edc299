# What the doctor says of boxes with known faults, alone and in pairs, on scenes that no threshold was chosen on.
first=7006
scenes=6
groups=5
seed=1
json='-'
while [ $# -gt 0 ]; do
  case "$1" in
    --json) json="${2:-}"; [ -n "$json" ] || fail "Cannot use --json: no file is named, expected one"; shift 2 ;;
    --first) first="${2:-}"; shift 2 ;;
    --scenes) scenes="${2:-}"; shift 2 ;;
    --groups) groups="${2:-}"; shift 2 ;;
    --seed) seed="${2:-}"; shift 2 ;;
    -h | --help)
      echo "Usage: bin/bench doctor [--first SCENE of the sample] [--scenes N of a group] [--groups N] [--seed N] [--json FILE]"
      exit 0
      ;;
    *) fail "Cannot use $1: it is unknown, expected --first, --scenes, --groups, --seed or --json" ;;
  esac
done
for number in "$first" "$scenes" "$groups" "$seed"; do
  [[ "$number" =~ ^[1-9][0-9]*$ ]] || fail "Cannot use '$number': expected a whole number above 0"
done
build_if_stale
maven -q -B -ntp -pl jobs -am test-compile
"$(java_bin)" -Xmx2500m -Dbevdrift.root="$BEVDRIFT_ROOT" \
  -cp "$BEVDRIFT_ROOT/jobs/target/test-classes:$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" \
  dev.bevdrift.jobs.doctor.DoctorBench "$first" "$scenes" "$groups" "$seed" "$json"
