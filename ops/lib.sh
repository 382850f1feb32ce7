# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts that read this file use the names
# What the scripts of this folder share: where things are, which settings are in force, how to reach Redis.

SERVICE=quantum-harvest-brain
OWN_USER=harvest-brain
APP_PATH=opt/quantum/harvest-brain
ENV_PATH=etc/quantum/harvest-brain.env
UNIT_PATH=etc/systemd/system/$SERVICE.service
DOC_PATH=usr/share/doc/$SERVICE

# What the options of the scripts set.
ROOT=""
ENV_FILE=""
AS_USER=""

die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

wrong_usage() {
  echo "$(basename "$0"): $*" >&2
  echo "Try '$(basename "$0") --help'." >&2
  exit 64
}

# The comment at the head of the script is its help.
show_help() {
  sed -n '2,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"
}

# Sets ROOT to an absolute path without a slash at the end; it may be new.
set_root() {
  [ -n "$1" ] || wrong_usage "--root needs a folder"
  mkdir -p "$1"
  ROOT=$(cd "$1" && pwd)
  [ "$ROOT" != / ] || ROOT=""
}

# systemd is asked only about the real system, and only where it runs.
has_systemd() {
  [ -z "$ROOT" ] && command -v systemctl >/dev/null && [ -d /run/systemd/system ]
}

why_no_systemd() {
  if [ -n "$ROOT" ]; then echo "--root: the system's services are left alone"
  elif command -v systemctl >/dev/null; then echo "systemd does not run here"
  else echo "no systemctl here"; fi
}

# Reads the env file as systemd does: NAME=VALUE lines, the last one of a name wins, nothing is executed. A variable that
# is set in the environment wins over the file.
load_settings() {
  [ -n "$ENV_FILE" ] || ENV_FILE=$ROOT/$ENV_PATH
  if [ -r "$ENV_FILE" ]; then
    local line name value
    local -A from_file=()
    while IFS= read -r line || [ -n "$line" ]; do
      line=${line%$'\r'}
      line=${line#"${line%%[![:space:]]*}"}
      case $line in '' | '#'* | ';'*) continue ;; esac
      name=${line%%=*} value=${line#*=}
      [[ $line == *=* && $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || continue
      value=${value%"${value##*[![:space:]]}"}
      case $value in \"*\" | \'*\') value=${value:1:${#value}-2} ;; esac
      [ -n "${from_file[$name]-}" ] || [ -z "${!name+set}" ] || continue
      from_file[$name]=yes
      export "$name=$value"
    done <"$ENV_FILE"
  elif [ -f "$ENV_FILE" ]; then
    # Going on with defaults would look at another Redis than the service does.
    die "$ENV_FILE cannot be read: run it as root, or name another file with --env"
  fi

  PREFIX=${HARVEST_KEY_PREFIX-quantum}
  INSTANCE=${HARVEST_INSTANCE-}
  MODE=$(printf %s "${HARVEST_MODE-shadow}" | tr '[:upper:]' '[:lower:]')
  GROUP=${HARVEST_CONSUMER_GROUP-harvest_brain:execution}${INSTANCE:+:$INSTANCE}
  INPUT=${STREAM_EXECUTION_RESULT-$PREFIX:stream:execution.result}
  # Streams of snapshots that are read; their groups only show how far.
  SNAPSHOTS=()
  local name
  for name in "${STREAM_POSITION_SNAPSHOT-$PREFIX:stream:position.snapshot}" "${STREAM_PNL_SNAPSHOT-$PREFIX:stream:pnl.snapshot}" "${STREAM_OPEN_ORDERS-}"; do
    [ -z "$name" ] || SNAPSHOTS+=("$name")
  done
  SUGGESTIONS=${STREAM_HARVEST_SUGGESTIONS-$PREFIX:stream:harvest.suggestions}
  INTENTS=${STREAM_TRADE_INTENT-$PREFIX:stream:trade.intent}
  OUTPUT=$SUGGESTIONS
  [ "$MODE" != live ] || OUTPUT=$INTENTS
  KILL_SWITCH=${HARVEST_KILL_SWITCH_KEY-$PREFIX:kill}
  STATE=$PREFIX:harvest:${INSTANCE:+$INSTANCE:}
  DEDUP=$PREFIX:dedup:harvest:${INSTANCE:+$INSTANCE:}
  DEAD_LETTERS=$PREFIX:stream:harvest.deadletter
  find_redis
}

# As the service finds it. REDIS_URL is its connection string, host:port,password=...,ssl=true, and wins over host and port. The password goes
# to redis-cli by its environment, where the list of processes does not show it.
find_redis() {
  command -v redis-cli >/dev/null || die "redis-cli is not installed"
  local host=${REDIS_HOST-127.0.0.1} port=${REDIS_PORT-6379} user=${REDIS_USER-} password=${REDIS_PASSWORD-} tls=${REDIS_TLS-} part value name
  REDIS=(redis-cli)
  if [ -n "${REDIS_URL-}" ]; then
    local parts endpoint=""
    IFS=, read -ra parts <<<"$REDIS_URL"
    for part in "${parts[@]}"; do
      name=$(printf %s "${part%%=*}" | tr -d '[:space:]' | tr '[:upper:]' '[:lower:]')
      value=${part#*=}
      case $part in
        *=*)
          case $name in
            password) password=${password:-$value} ;;
            user) user=${user:-$value} ;;
            ssl) tls=${tls:-$value} ;;
            defaultdatabase) REDIS+=(-n "$value") ;;
          esac
          ;;
        *) endpoint=${endpoint:-$part} ;;
      esac
    done
    host=$endpoint port=6379
    # Of an address with several colons the last one is a port's only behind brackets.
    case $endpoint in
      *]:*) host=${endpoint%:*} port=${endpoint##*:} ;;
      *:*:*) ;;
      *:*) host=${endpoint%:*} port=${endpoint##*:} ;;
    esac
  fi
  host=${host#[} host=${host%]}
  [[ ${tls,,} != true ]] || REDIS+=(--tls)
  [ -z "$password" ] || export REDISCLI_AUTH=${REDISCLI_AUTH-$password}
  user=${AS_USER:-$user}
  REDIS+=(-h "$host" -p "$port")
  [ -z "$user" ] || REDIS+=(--user "$user")
  REDIS_AT=$host:$port
}

# One command, plain output. An error of the server is an error here too, on standard error.
redis() {
  local answer
  answer=$("${REDIS[@]}" -e --raw "$@" 2>&1) || { printf '%s\n' "$answer" >&2; return 1; }
  case $answer in
    'ERR '* | NOAUTH* | NOPERM* | WRONGPASS* | WRONGTYPE* | LOADING* | MASTERDOWN* | 'AUTH failed'* | 'Could not connect'*)
      printf '%s\n' "$answer" >&2
      return 1
      ;;
  esac
  [ -z "$answer" ] || printf '%s\n' "$answer"
}

# The value behind a name in a flat list of names and values.
field() {
  awk -v want="$1" 'found { print; exit } $0 == want { found = 1 }'
}

# The lines of one group in XINFO GROUPS, which lists the groups one after the other.
group_info() {
  awk -v want="$2" '
    $0 == "name" { expect = 1; mine = 0; next }
    expect { expect = 0; mine = ($0 == want); if (mine) { print "name"; print } ; next }
    mine { print }' <<<"$1"
}

# As the service reads it: missing, empty, 0, false, off and no are off, all else is on.
kill_switch_is_on() {
  local value
  value=$(printf %s "$1" | tr '[:upper:]' '[:lower:]' | sed 's/^[[:space:]]*//; s/[[:space:]]*$//')
  case $value in '' | 0 | false | off | no) return 1 ;; *) return 0 ;; esac
}

# The process id in the lease's value, token:consumer:process:random, if it is a harvestbrain on this machine.
lease_pid() {
  local pid
  pid=$(awk -F: 'NF >= 4 { print $(NF - 1) }' <<<"$1")
  [[ $pid =~ ^[0-9]+$ ]] && grep -aq harvestbrain "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}
