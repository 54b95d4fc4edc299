# JMH timings of the kernels of metrics/: numbers, scanner, filter, ranking, matching, curves, tensor differences (options: JMH's own).
build_if_stale
source "$BEVDRIFT_ROOT/bin/benches/jmh/compile.sh"
folder="$BEVDRIFT_ROOT/build/bench/jmh"
arguments=()
while [ $# -gt 0 ]; do
  if [ "$1" = --json ]; then arguments+=(-rf json -rff "$(realpath -m "${2:?--json needs a file}")"); shift 2; else arguments+=("$1"); shift; fi
done
# Oracles are timed beside what they check.
jmh_compile "$folder" "$BEVDRIFT_ROOT/metrics/target/classes" "$BEVDRIFT_ROOT/metrics/src/jmh/java" \
  "$BEVDRIFT_ROOT/metrics/src/test/java/dev/bevdrift/metrics/diff/PlainTensorDiff.java"
# JMH takes an option once: ours stand where none of that name is given.
for default in '-f 1' '-wi 5' '-w 1' '-i 5' '-r 1'; do
  [[ " ${arguments[*]} " == *" ${default% *} "* ]] || arguments+=("${default% *}" "${default#* }")
done
(cd "$folder" && "$(java_bin)" -cp "$(cat classpath.txt)" org.openjdk.jmh.Main "${arguments[@]}")
