# The metric on a Spark cluster (driver and executor are JVMs of their own), scenes generated in the executor: cost by frames.
spark_metrics_usage() {
  cat <<'TEXT'
Usage: bin/bench spark-metrics [--frames N,N,...] [--json FILE]
  --frames  numbers of frames, each a run of its own; default 10000,100000,1000000
  --json    also write one object a run, as an array
A standalone master and a worker are started on this machine and stopped afterwards: driver heap 768 MiB, executor heap 3 GiB, two cores.
TEXT
}

sizes='10000,100000,1000000'
json=''
while [ $# -gt 0 ]; do
  case "$1" in
    --frames) sizes="${2:?}"; shift 2 ;;
    --json) json="${2:?}"; shift 2 ;;
    -h | --help) spark_metrics_usage; exit 0 ;;
    *) fail "Cannot use $1: expected --frames or --json" ;;
  esac
done
[[ "$sizes" =~ ^[1-9][0-9]*(,[1-9][0-9]*)*$ ]] || fail "Cannot use --frames=$sizes: expected numbers above 0 with commas"

build_if_stale
if ! maven -B -ntp -q -pl jobs -am test-compile >"$BEVDRIFT_ROOT/jobs/target/bench.log" 2>&1; then
  fail "Cannot build the bench: Maven failed, expected a clean build; the log is jobs/target/bench.log"
fi
java="$(java_bin)"
scratch="$(mktemp -d)"
started=()
stop_cluster() {
  local process
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  for process in "${started[@]}"; do wait "$process" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap stop_cluster EXIT

# The generator and its main; not part of bevdrift.jar.
"$(dirname "$(readlink -f "$java")")/jar" cf "$scratch/bench.jar" -C "$BEVDRIFT_ROOT/jobs/target/test-classes" dev/bevdrift/jobs/bench

# A Spark home of links, which is all that a worker needs to start an executor.
classpath="$(cat "$BEVDRIFT_CLASSPATH_FILE")"
mkdir -p "$scratch/spark/jars"
(IFS=: && ln -s $classpath "$scratch/spark/jars/")
export SPARK_LOCAL_IP=127.0.0.1
port="$((20000 + RANDOM % 10000))"
log4j="-Dlog4j2.configurationFile=file:$BEVDRIFT_ROOT/conf/log4j2.properties"
deploy=("$java" "${SPARK_OPENS[@]}" -Xmx256m "$log4j" -cp "$classpath")
"${deploy[@]}" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0 2>"$scratch/master.log" &
started+=($!)
SPARK_HOME="$scratch/spark" SPARK_LOCAL_DIRS="$scratch" SPARK_SCALA_VERSION=2.13 "${deploy[@]}" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 \
  --cores 2 --memory 4g --work-dir "$scratch/work" "spark://127.0.0.1:$port" 2>"$scratch/worker.log" &
started+=($!)

cat >"$scratch/spark.properties" <<PROPERTIES
spark.master                    spark://127.0.0.1:$port
spark.driver.memory             768m
spark.driver.host               127.0.0.1
spark.executor.memory           3g
spark.executor.cores            2
spark.executor.extraJavaOptions $log4j
spark.jars                      $scratch/bench.jar
spark.local.dir                 $scratch
spark.ui.enabled                false
spark.ui.showConsoleProgress    false
PROPERTIES
export BEVDRIFT_SPARK_CONF="$scratch/spark.properties" BEVDRIFT_DRIVER_MEMORY=768m

for frames in ${sizes//,/ }; do
  spark_submit dev.bevdrift.jobs.bench.SparkMetricsBench "$frames" | tee -a "$scratch/lines"
done
if [ -n "$json" ]; then
  { echo '['; sed '$!s/$/,/' "$scratch/lines"; echo ']'; } >"$json"
fi
