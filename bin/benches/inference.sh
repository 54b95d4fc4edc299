# What a further rung costs with a shared prefix, what EvalJob adds to the runtime, one task slot against two.
inference_usage() {
  cat <<'TEXT'
Usage: bin/bench inference [--frames DIR --ladder DIR] [--rungs ID,ID,...] [--limit N] [--rounds N] [--json FILE]
  --frames, --ladder  default: the embedded sample
  --rungs             rungs with a shared prefix, the first one is also run alone; default: faithful and four rewrites
  --limit             frames; default 64
  --rounds            rounds after a warm-up, of which the median counts; default 5
  --job-limit         frames of EvalJob's runs, which a quarter of them is taken from, since opening graphs is no steady state; default 320
  --synapseml         also SynapseML's ONNXModel on the rung recipe (downloads its Spark and ONNX Runtime, 450 MB)
  --turns             EvalJob's runs of each kind, of which the median counts; default 3
TEXT
}

frames="$BEVDRIFT_ROOT/sample/frames"
ladder="$BEVDRIFT_ROOT/sample/ladder"
rungs='faithful,R03a-bake-can-bus,R03b-bake-shift,R09-gather-grid-sample,O2-bake-visibility'
limit=64
rounds=5
job_limit=320
turns=3
synapseml=no
json=''
while [ $# -gt 0 ]; do
  case "$1" in
    --frames) frames="${2:?}"; shift 2 ;;
    --ladder) ladder="${2:?}"; shift 2 ;;
    --rungs) rungs="${2:?}"; shift 2 ;;
    --limit) limit="${2:?}"; shift 2 ;;
    --rounds) rounds="${2:?}"; shift 2 ;;
    --job-limit) job_limit="${2:?}"; shift 2 ;;
    --synapseml) synapseml=yes; shift ;;
    --turns) turns="${2:?}"; shift 2 ;;
    --json) json="${2:?}"; shift 2 ;;
    -h | --help) inference_usage; exit 0 ;;
    *) fail "Cannot use $1: expected --frames, --ladder, --rungs, --limit, --rounds, --job-limit, --turns, --synapseml or --json" ;;
  esac
done
for number in "$limit" "$rounds" "$job_limit" "$turns"; do
  [[ "$number" =~ ^[1-9][0-9]*$ ]] || fail "Cannot use '$number': expected a whole number above 0"
done

python="${BEVDRIFT_PYTHON:-$BEVDRIFT_ROOT/.venv/bin/python}"
if [ "$synapseml" = yes ] && [ ! -x "$python" ]; then
  fail "Cannot run SynapseML beside: its inputs are prepared in Python, expected bin/python-env to have been run"
fi

build_if_stale
if ! maven -B -ntp -q -pl jobs -am test-compile >"$BEVDRIFT_ROOT/jobs/target/bench.log" 2>&1; then
  fail "Cannot build the bench: Maven failed, expected a clean build; the log is jobs/target/bench.log"
fi
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
first="${rungs%%,*}"

# (c) K rungs in one pass against K passes, and the time outside the runtime.
SPARK_LOCAL_IP=127.0.0.1 "$(java_bin)" "${SPARK_OPENS[@]}" -Xmx3g "-Dlog4j2.configurationFile=file:$BEVDRIFT_ROOT/conf/log4j2.properties" \
  -cp "$BEVDRIFT_ROOT/jobs/target/test-classes:$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" \
  dev.bevdrift.jobs.bench.InferenceBench "$frames" "$ladder" "$rungs" "$limit" "$rounds" | tee "$scratch/lines"

# (b) the same rung in a plain Python loop, where Python's environment is there.
if [ -x "$python" ]; then
  OMP_NUM_THREADS=1 "$python" "$BEVDRIFT_ROOT/bin/benches/inference/loop.py" \
    "$frames" "$ladder" "$first" "$limit" "$rounds" | tee -a "$scratch/lines"
else
  echo "note: no plain Python loop, since bin/python-env has not been run" >&2
fi

# (b) SynapseML, in the Spark that it is made for, over pictures that are prepared already.
if [ "$synapseml" = yes ]; then
  rival="$BEVDRIFT_ROOT/bin/benches/inference/synapseml"
  "$python" "$rival/prepare.py" "$frames" "$ladder" recipe "$limit" "$scratch"
  maven -q -B -ntp -f "$rival/pom.xml" compile dependency:build-classpath -Dmdep.outputFile="$scratch/classpath"
  "$(java_bin)" "${SPARK_OPENS[@]}" -Xmx3g -cp "$rival/target/classes:$(cat "$scratch/classpath")" SynapsemlLoop "$scratch" "$rounds" \
    2>"$scratch/synapseml.log" | tee -a "$scratch/lines"
fi

# (a) and (d) EvalJob, graph against graph: one task slot with two threads a graph, two slots with one.
for slots in 1 2; do
  threads=$((3 - slots))
  sed "s/^spark.master .*/spark.master local[$slots]/" "$BEVDRIFT_ROOT/conf/spark-local.properties" >"$scratch/spark.properties"
  for turn in $(seq "$turns"); do
    for frames_of_run in $(((job_limit + 3) / 4)) "$job_limit"; do
      out="$scratch/run-$slots-$turn-$frames_of_run"
      BEVDRIFT_SPARK_CONF="$scratch/spark.properties" "$BEVDRIFT_ROOT/bin/eval" --frames "$frames" --ladder "$ladder" \
        --reference "rung:$first" --rungs "$first" --limit "$frames_of_run" --provider cpu --intra-op-threads "$threads" --whole-graphs \
        --no-history --out "$out" >/dev/null
      "$(java_bin)" -cp "$BEVDRIFT_ROOT/jobs/target/test-classes:$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" \
        dev.bevdrift.jobs.bench.EvalTimes "$out" "$slots" "$threads" "$turn" "$frames_of_run" | tee -a "$scratch/lines"
    done
  done
done
if [ -x "$python" ]; then
  "$python" "$BEVDRIFT_ROOT/bin/benches/inference/ratios.py" "$scratch/lines" | tee -a "$scratch/lines"
fi
if [ -n "$json" ]; then
  { echo '['; sed '$!s/$/,/' "$scratch/lines"; echo ']'; } >"$json"
fi
