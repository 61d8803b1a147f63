# What the scripts of this folder share. Sourced, with $here set to this folder.
root=$(cd "$here/../.." && pwd)
data=${MAILSWITCH_DATA:-$here/.data}
classes=$here/target/classes
class_path=$here/target/class-path

fail() { # prints one line and ends
  echo "$name: $1" >&2
  exit "${2:-1}"
}

find_java() {
  JAVA_HOME=$("$root/.mvn/find-jdk") || exit 1
  export JAVA_HOME
}

require_build() {
  [ -d "$classes" ] && [ -s "$class_path" ] || fail "nothing is built yet; deploy/local/up builds and starts"
}

run() { # class, then its arguments; takes the place of this shell
  main=$1
  shift
  exec "$JAVA_HOME/bin/java" -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
    -Dmailswitch.root="$root" -cp "$classes:$(cat "$class_path")" "dev.mailswitch.local.$main" "$@"
}

variables_help() {
  cat <<'EOF'

Environment variables (ports and data; chosen ports are kept for the next time):
  MAILSWITCH_API_PORT         8080   the API
  MAILSWITCH_MANAGEMENT_PORT  9000   health and metrics of api-service
  MAILSWITCH_WORKER_PORT      8081   health and metrics of delivery-worker
  MAILSWITCH_POSTGRES_PORT    5442   PostgreSQL
  MAILSWITCH_KAFKA_PORT       9192   Kafka
  MAILSWITCH_DATA             deploy/local/.data; another one is another installation

Everything listens on 127.0.0.1 only. Logs are in .data/logs, process ids in .data/*.pid,
addresses and keys in .data/env. More: docs/operations/local.md
EOF
}
