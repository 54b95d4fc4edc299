# Shared by the commands in bin/: where the project is, how it is built, how a job is submitted.
# Sourced, never run.
set -euo pipefail

BEVDRIFT_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
JVM_OPTIONS=()
BEVDRIFT_JAR="$BEVDRIFT_ROOT/jobs/target/bevdrift.jar"
BEVDRIFT_CLASSPATH_FILE="$BEVDRIFT_ROOT/jobs/target/classpath.txt"
SPARK_SUPPORTED='4.2.'

fail() {
  echo "error: $*" >&2
  exit 2
}

# The JDK: JAVA_HOME's if set, else the one on PATH; 17 or newer, with its compiler.
java_bin() {
  local java
  if [ -n "${JAVA_HOME:-}" ]; then java="$JAVA_HOME/bin/java"; else java="$(command -v java || true)"; fi
  [ -n "$java" ] && [ -x "$java" ] || fail "Cannot find java: JAVA_HOME is ${JAVA_HOME:-not set} and PATH has none, expected a JDK 17 or newer"
  local major
  # The JDK's release file says it without starting a JVM.
  major="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$(dirname "$(dirname "$(readlink -f "$java")")")/release" 2>/dev/null || true)"
  [ -n "$major" ] || major="$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = \([0-9]*\).*/\1/p')"
  [ "${major:-0}" -ge 17 ] || fail "Cannot use $java: it is Java ${major:-of unknown version}, expected 17 or newer"
  echo "$java"
}

# Maven: the one on PATH, else the wrapper, which downloads it.
maven() {
  if command -v mvn >/dev/null 2>&1; then (cd "$BEVDRIFT_ROOT" && mvn "$@"); else (cd "$BEVDRIFT_ROOT" && ./mvnw "$@"); fi
}

# Builds the jar and the class path when a source is newer than they are.
build_if_stale() {
  local newer=''
  if [ -f "$BEVDRIFT_JAR" ] && [ -s "$BEVDRIFT_CLASSPATH_FILE" ]; then
    newer="$(find "$BEVDRIFT_ROOT/pom.xml" "$BEVDRIFT_ROOT"/{metrics,udf,jobs}/pom.xml "$BEVDRIFT_ROOT"/{metrics,udf,jobs}/src/main \
      -newer "$BEVDRIFT_JAR" -type f -print -quit)"
    [ -n "$newer" ] || return 0
  fi
  echo "Building bevdrift (the first time downloads Spark and ONNX Runtime, about 750 MB) ..." >&2
  local log="$BEVDRIFT_ROOT/jobs/target/build.log"
  mkdir -p "$(dirname "$log")"
  if ! maven -B -ntp -Dmaven.test.skip=true package >"$log" 2>&1; then
    grep -m 5 '^\[ERROR\]' "$log" >&2 || tail -n 5 "$log" >&2
    fail "Cannot build bevdrift: Maven failed, expected a clean build; the whole log is jobs/target/build.log"
  fi
  tr ':' '\n' <"$BEVDRIFT_ROOT/jobs/target/classpath-compile.txt" >"$BEVDRIFT_CLASSPATH_FILE.parts"
  tr ':' '\n' <"$BEVDRIFT_ROOT/jobs/target/classpath-runtime.txt" >>"$BEVDRIFT_CLASSPATH_FILE.parts"
  # Our own modules are inside the jar already.
  grep -v -e '/metrics/target/' -e '/udf/target/' -e '/dev/bevdrift/' "$BEVDRIFT_CLASSPATH_FILE.parts" | awk 'NF && !seen[$0]++' \
    | paste -sd: >"$BEVDRIFT_CLASSPATH_FILE"
  rm -f "$BEVDRIFT_CLASSPATH_FILE.parts"
  touch "$BEVDRIFT_JAR"
}

# What Spark needs opened on Java 17 and newer; the list of its own launcher (JavaModuleOptions).
SPARK_OPENS=(
  -XX:+IgnoreUnrecognizedVMOptions
  --add-opens=java.base/java.lang=ALL-UNNAMED
  --add-opens=java.base/java.lang.invoke=ALL-UNNAMED
  --add-opens=java.base/java.lang.reflect=ALL-UNNAMED
  --add-opens=java.base/java.io=ALL-UNNAMED
  --add-opens=java.base/java.net=ALL-UNNAMED
  --add-opens=java.base/java.nio=ALL-UNNAMED
  --add-opens=java.base/java.util=ALL-UNNAMED
  --add-opens=java.base/java.util.concurrent=ALL-UNNAMED
  --add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED
  --add-opens=java.base/jdk.internal.ref=ALL-UNNAMED
  --add-opens=java.base/sun.nio.ch=ALL-UNNAMED
  --add-opens=java.base/sun.nio.cs=ALL-UNNAMED
  --add-opens=java.base/sun.security.action=ALL-UNNAMED
  --add-opens=java.base/sun.util.calendar=ALL-UNNAMED
  --add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED
  -Djdk.reflect.useDirectMethodHandle=false
  -Dio.netty.tryReflectionSetAccessible=true
)

# An installed Spark of a supported version: SPARK_HOME's, else the one whose spark-submit is on PATH. Prints its home, or nothing.
spark_home() {
  local home="${SPARK_HOME:-}" submit
  if [ -z "$home" ]; then
    submit="$(command -v spark-submit || true)"
    [ -n "$submit" ] || return 0
    home="$(cd "$(dirname "$(readlink -f "$submit")")/.." && pwd)"
  fi
  if [ -x "$home/bin/spark-submit" ] && compgen -G "$home/jars/spark-core_2.13-${SPARK_SUPPORTED}*.jar" >/dev/null; then
    echo "$home"
  else
    echo "note: the Spark in $home is not of a supported version (${SPARK_SUPPORTED}x, Scala 2.13); using the one Maven resolves" >&2
  fi
}

# spark_submit CLASS ARG...: submits a job of the jar, on the installed Spark or on the class path that Maven resolved.
# BEVDRIFT_SPARK_CONF names another properties file than conf/spark-local.properties.
spark_submit() {
  local class="$1" home conf log4j="-Dlog4j2.configurationFile=file:$BEVDRIFT_ROOT/conf/log4j2.properties"
  shift
  build_if_stale
  conf="${BEVDRIFT_SPARK_CONF:-$BEVDRIFT_ROOT/conf/spark-local.properties}"
  home="$(spark_home)"
  if [ -n "$home" ]; then
    local jars=()
    if [[ " $* " == *decode=half* || " $* " == *' --decode half '* ]]; then
      # Maven has fetched what decodes at half size; by packages Ivy would look for every platform's where Maven keeps this one's.
      jars=(--jars "$(tr ':' '\n' <"$BEVDRIFT_CLASSPATH_FILE" | grep '/org/bytedeco/' | paste -sd,)")
    fi
    "$home/bin/spark-submit" --properties-file "$conf" --driver-java-options "$log4j" "${jars[@]}" --class "$class" "$BEVDRIFT_JAR" "$@"
  else
    # ONNX Runtime is on this class path already, so --packages has nothing to fetch.
    SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" "$(java_bin)" "${SPARK_OPENS[@]}" "-Xmx${BEVDRIFT_DRIVER_MEMORY:-4g}" "$log4j" \
      -cp "$(cat "$BEVDRIFT_CLASSPATH_FILE")" org.apache.spark.deploy.SparkSubmit \
      --properties-file "$conf" --conf spark.jars.packages= --class "$class" "$BEVDRIFT_JAR" "$@"
  fi
}

# plain_java CLASS ARG...: runs a main of the jar in one JVM, without a Spark session. JVM_OPTIONS is an array of more options.
plain_java() {
  local class="$1"
  shift
  build_if_stale
  "$(java_bin)" "-Xmx${BEVDRIFT_DRIVER_MEMORY:-4g}" "${JVM_OPTIONS[@]}" -cp "$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" "$class" "$@"
}

# The commit of the folder one stands in, that of whoever exports; nothing outside a repository.
commit_here() {
  git rev-parse --verify --quiet HEAD 2>/dev/null || true
}
