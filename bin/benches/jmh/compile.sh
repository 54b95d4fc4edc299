# Sourced by benches that run JMH, after lib.sh: jmh_compile FOLDER CLASSPATH SOURCE... compiles the benchmarks in these files and folders against
# CLASSPATH into FOLDER/classes and leaves in FOLDER/classpath.txt what java needs to run org.openjdk.jmh.Main.
jmh_compile() {
  local folder="$1" classpath="$2" java
  shift 2
  rm -rf "$folder"
  mkdir -p "$folder/classes"
  # JMH itself: the profile bench of metrics/ names it.
  maven -q -B -ntp -Pbench -pl metrics dependency:build-classpath "-Dmdep.outputFile=$folder/jmh.txt"
  java="$(java_bin)"
  classpath="$folder/classes:$classpath:$(cat "$folder/jmh.txt")"
  find "$@" -name '*.java' -print0 \
    | xargs -0 "${java}c" -cp "$classpath" -d "$folder/classes" -processor org.openjdk.jmh.generators.BenchmarkProcessor 2>"$folder/javac.log" \
    || fail "Cannot compile the benchmarks: javac failed, expected a clean build; see $folder/javac.log"
  echo "$classpath" >"$folder/classpath.txt"
}
