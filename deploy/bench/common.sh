# What the scripts of this folder share. Sourced, with $here set to this folder.
root=$(cd "$here/../.." && pwd)
classes=$here/target/classes

fail() { # prints one line and ends
  echo "$name: $1" >&2
  exit "${2:-1}"
}

find_java() {
  JAVA_HOME=$("$root/.mvn/find-jdk") || exit 1
  export JAVA_HOME
}

build() { # compiles the tools if a source is newer
  find_java
  if [ ! -d "$classes" ] || [ -n "$(find "$here/src/main" "$here/pom.xml" -newer "$classes/.built" -print -quit 2>&1)" ]; then
    echo "Building deploy/bench ..." >&2
    (cd "$root" && ./mvnw -q -B -DskipTests -pl deploy/bench -am compile) >&2 || fail "the build failed"
    touch "$classes/.built"
  fi
}

run() { # JVM options, class, then its arguments; takes the place of this shell
  exec "$JAVA_HOME/bin/java" -Xmx192m -XX:+UseSerialGC -cp "$classes" "$@"
}

run_with_libraries() { # the same with what the tool depends on
  exec "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -cp "$classes:$(<"$here/target/class-path")" "$@"
}

free_port() {
  local port
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    port=$((20000 + RANDOM % 10000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  fail "no free port found"
}

# Processor time of a process and its descendants, in clock ticks. What a child used that has ended
# is in its parent's last two columns.
ticks() {
  local pid child sum=0 line
  for pid in "$@"; do
    [ -r "/proc/$pid/stat" ] || continue
    line=$(<"/proc/$pid/stat")
    set -- ${line##*) }
    sum=$((sum + ${12} + ${13} + ${14} + ${15}))
    for child in $(cat "/proc/$pid/task/"*/children 2>/dev/null); do
      sum=$((sum + $(ticks "$child")))
    done
  done
  echo "$sum"
}

rss() { # megabytes in memory of one process
  awk '/^VmRSS/ {printf "%.0f", $2 / 1024}' "/proc/$1/status" 2>/dev/null
}

value() { # name, then lines or words of name=value: its value
  tr ' ' '\n' <<<"$2" | sed -n "s/^$1=//p" | head -n 1
}

calc() { awk "BEGIN {printf \"${2:-%.0f}\", $1}"; }

sink_report() { # port, run
  exec 4<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'XBENCH %s\r\nQUIT\r\n' "$2" >&4
  sed -n 's/^250 \(.*\)\r$/\1/p' <&4
  exec 4>&-
}

await_sink() { # port, run, mails, seconds: the report once that many different mails have come
  local report end=$((SECONDS + $4))
  while :; do
    report=$(sink_report "$1" "$2")
    if [ "$(value distinct "$report")" -ge "$3" ] || [ "$SECONDS" -ge "$end" ]; then
      echo "$report"
      return
    fi
    sleep 0.2
  done
}
