# JPEG to network planes, one thread: JMH of udf's image package in turn with Python's cv2 on the same pictures, and the ratio.
# BEVDRIFT_PYTHON names another interpreter than the project's own environment.
source "$BEVDRIFT_ROOT/bin/benches/jmh/compile.sh"
python="${BEVDRIFT_PYTHON:-}"
if [ -z "$python" ]; then
  "$BEVDRIFT_ROOT/bin/python-env"
  python="$BEVDRIFT_ROOT/.venv/bin/python"
fi
build_if_stale
folder="$BEVDRIFT_ROOT/build/bench/preprocess"
jmh_compile "$folder" "$BEVDRIFT_JAR:$(cat "$BEVDRIFT_CLASSPATH_FILE")" "$BEVDRIFT_ROOT/udf/src/jmh/java"
OMP_NUM_THREADS=1 "$python" "$BEVDRIFT_ROOT/bin/benches/preprocess/bench.py" --work "$folder" --java "$(java_bin)" "$@"
