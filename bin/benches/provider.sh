# What CUDA or TensorRT gives and changes: frames a second alone and shared, differences to the CPU, repeatability, use of the GPU.
provider_usage() {
  cat <<'TEXT'
Usage: bin/bench provider [--provider cuda|tensorrt|cpu] [--frames DIR --ladder DIR] [--rungs ID,ID,...] [--limit N] [--rounds N] [--tasks N,N,...] [--json FILE]
  --provider          default: cuda; an error says what is missing
  --frames, --ladder  default: the embedded sample
  --rungs             default: faithful, and fp16 where the ladder has it
  --limit             frames of one scene, all of them in memory; default 4
  --rounds            of which the median counts; default 5
  --tasks             tasks that share one session; default 1,2,4
TEXT
}

provider=cuda
frames="$BEVDRIFT_ROOT/sample/frames"
ladder="$BEVDRIFT_ROOT/sample/ladder"
rungs=''
limit=4
rounds=5
tasks=1,2,4
json=''
while [ $# -gt 0 ]; do
  case "$1" in
    --provider) provider="${2:?}"; shift 2 ;;
    --frames) frames="${2:?}"; shift 2 ;;
    --ladder) ladder="${2:?}"; shift 2 ;;
    --rungs) rungs="${2:?}"; shift 2 ;;
    --limit) limit="${2:?}"; shift 2 ;;
    --rounds) rounds="${2:?}"; shift 2 ;;
    --tasks) tasks="${2:?}"; shift 2 ;;
    --json) json="${2:?}"; shift 2 ;;
    -h | --help) provider_usage; exit 0 ;;
    *) fail "Cannot use $1: expected --provider, --frames, --ladder, --rungs, --limit, --rounds, --tasks or --json" ;;
  esac
done
[[ "$provider" =~ ^(cuda|tensorrt|cpu)$ ]] || fail "Cannot use --provider $provider: expected cuda, tensorrt or cpu"
for number in "$limit" "$rounds"; do
  [[ "$number" =~ ^[1-9][0-9]*$ ]] || fail "Cannot use '$number': expected a whole number above 0"
done
[[ "$tasks" =~ ^[1-9][0-9]*(,[1-9][0-9]*)*$ ]] || fail "Cannot use --tasks $tasks: expected whole numbers above 0 with commas"
if [ -z "$rungs" ]; then
  rungs=faithful
  if grep -Eq '(id: |"id": ")fp16\b' "$ladder/ladder.yaml"; then rungs=faithful,fp16; fi
fi

build_if_stale
if ! maven -B -ntp -q -pl jobs -am test-compile >"$BEVDRIFT_ROOT/jobs/target/bench.log" 2>&1; then
  fail "Cannot build the bench: Maven failed, expected a clean build; the log is jobs/target/bench.log"
fi
scratch="$(mktemp -d)"
sampler=''
trap 'if [ -n "$sampler" ]; then kill "$sampler" 2>/dev/null || true; fi; rm -rf "$scratch"' EXIT
if [ "$provider" != cpu ] && command -v nvidia-smi >/dev/null; then
  nvidia-smi --query-gpu=utilization.gpu,memory.used --format=csv,noheader,nounits --loop-ms=200 >"$scratch/gpu" 2>/dev/null &
  sampler=$!
fi
code=0
SPARK_LOCAL_IP=127.0.0.1 "$(java_bin)" "${SPARK_OPENS[@]}" -Xmx3g "-Dlog4j2.configurationFile=file:$BEVDRIFT_ROOT/conf/log4j2.properties" \
  -cp "$BEVDRIFT_ROOT/jobs/target/test-classes:$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" \
  dev.bevdrift.jobs.bench.ProviderBench "$frames" "$ladder" "$rungs" "$provider" "$limit" "$rounds" "$tasks" >"$scratch/lines" || code=$?
cat "$scratch/lines"
if [ -s "$scratch/gpu" ]; then
  # Of the seconds in which the GPU had anything to do.
  awk -F', *' '$1 > 0 {n++; used += $1} $2 > most {most = $2} END {
    printf "{\"gpu_utilisation_percent_while_busy\": %.1f, \"gpu_memory_mb_most\": %d}\n", n ? used / n : 0, most}' "$scratch/gpu" | tee -a "$scratch/lines"
fi
if [ "$code" = 0 ] && [ -n "$json" ]; then
  { echo '['; sed '$!s/$/,/' "$scratch/lines"; echo ']'; } >"$json"
fi
exit "$code"
