# JMH timings of the kernels of metrics/: numbers, scanner, filter, ranking, matching, curves (options: JMH's own).
build_if_stale
folder="$BEVDRIFT_ROOT/build/bench/jmh"
rm -rf "$folder"
mkdir -p "$folder/classes"
arguments=()
while [ $# -gt 0 ]; do
  if [ "$1" = --json ]; then arguments+=(-rf json -rff "$(realpath -m "${2:?--json needs a file}")"); shift 2; else arguments+=("$1"); shift; fi
done
maven -q -B -ntp -Pbench -pl metrics dependency:build-classpath "-Dmdep.outputFile=$folder/classpath.txt"
java="$(java_bin)"
classpath="$folder/classes:$BEVDRIFT_ROOT/metrics/target/classes:$(cat "$folder/classpath.txt")"
find "$BEVDRIFT_ROOT/metrics/src/jmh/java" -name '*.java' -print0 \
  | xargs -0 "${java}c" -cp "$classpath" -d "$folder/classes" -processor org.openjdk.jmh.generators.BenchmarkProcessor 2>"$folder/javac.log" \
  || fail "Cannot compile the benchmarks: javac failed, expected a clean build; see $folder/javac.log"
# JMH takes an option once: ours stand where none of that name is given.
for default in '-f 1' '-wi 5' '-w 1' '-i 5' '-r 1'; do
  [[ " ${arguments[*]} " == *" ${default% *} "* ]] || arguments+=("${default% *}" "${default#* }")
done
(cd "$folder" && "$java" -cp "$classpath" org.openjdk.jmh.Main "${arguments[@]}")
