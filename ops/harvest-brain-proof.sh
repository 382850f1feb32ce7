#!/usr/bin/env bash
# Proves that an installed HarvestBrain works: a line per check, the evidence in a folder, exit code 1 when a check fails.
#
#   ops/harvest-brain-proof.sh [--out DIR] [--env FILE] [--root DIR] [--user NAME] [--max-lag N] [--max-rss-mb N]
#
#   --out DIR        where the evidence goes (default: ./harvest-brain-proof-<UTC time>)
#   --env FILE       settings (default: /etc/quantum/harvest-brain.env); variables that are set win
#   --root DIR       prove what install.sh --root put below DIR
#   --user NAME      user for redis-cli, with its password in REDISCLI_AUTH (default: the service's)
#   --max-lag N      entries that may wait to be read (default 1000)
#   --max-rss-mb N   resident memory that the service may have (default 256)
#
# SKIP is a check that cannot be made here, or has nothing to look at yet; the line says why.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$HERE/lib.sh"

out="" max_lag=1000 max_rss_mb=256
while [ $# -gt 0 ]; do
  case $1 in
    --out) out=${2:?--out needs a folder}; shift 2 ;;
    --env) ENV_FILE=${2:?--env needs a file}; shift 2 ;;
    --root) set_root "${2-}"; shift 2 ;;
    --user) AS_USER=${2:?--user needs a name}; shift 2 ;;
    --max-lag) max_lag=${2:?--max-lag needs a number}; shift 2 ;;
    --max-rss-mb) max_rss_mb=${2:?--max-rss-mb needs a number}; shift 2 ;;
    -h | --help) show_help; exit 0 ;;
    *) wrong_usage "unknown argument $1" ;;
  esac
done
load_settings
[ -n "$out" ] || out=harvest-brain-proof-$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$out"
: >"$out/checks.txt"

failed=0
result() {
  [ "$1" != FAIL ] || failed=$((failed + 1))
  printf '%-4s  %-12s  %s\n' "$1" "$2" "$3" | tee -a "$out/checks.txt"
}
ok() { result OK "$@"; }
fail() { result FAIL "$@"; }
skip() { result SKIP "$@"; }

# Asks Redis, keeps the answer as evidence. A command that the user may not run is no proof of a fault.
ask() {
  local file=$out/$1
  shift
  answer=""
  if answer=$(redis "$@" 2>"$out/.error"); then
    printf '> %s\n%s\n' "$*" "$answer" >>"$file"
    return 0
  fi
  problem=$(head -n 1 "$out/.error")
  printf '> %s\n%s\n' "$*" "$problem" >>"$file"
  return 1
}
denied() { [[ $problem == *NOPERM* ]]; }
fail_or_skip() { if denied; then skip "$1" "$problem"; else fail "$1" "$problem"; fi; }

# The number of keys, and those that never expire, by SCAN: KEYS would stop the server for everybody.
scan() {
  local cursor=0 page
  while true; do
    page=$(redis SCAN "$cursor" MATCH "$1" COUNT 1000) || return 1
    tail -n +2 <<<"$page" | grep -v '^$' || true
    cursor=$(head -n 1 <<<"$page")
    [ "$cursor" != 0 ] || return 0
  done
}

pid=""
check_service() {
  if ! has_systemd; then
    skip service "$(why_no_systemd): the owner and process checks tell whether it runs"
    return
  fi
  systemctl status --no-pager --full "$SERVICE" >"$out/service.txt" 2>&1 || true
  systemctl show "$SERVICE" >>"$out/service.txt" 2>&1 || true
  local state
  state=$(systemctl is-active "$SERVICE" 2>/dev/null || true)
  pid=$(systemctl show -p MainPID --value "$SERVICE" 2>/dev/null || true)
  [ "$pid" != 0 ] || pid=""
  local restarts
  restarts=$(systemctl show -p NRestarts --value "$SERVICE" 2>/dev/null || echo 0)
  if [ "$state" = active ]; then ok service "active, process $pid, $restarts restarts"; else fail service "$SERVICE is $state"; fi
}

check_unit() {
  local unit=$ROOT/$UNIT_PATH
  if [ ! -e "$unit" ]; then skip unit "$unit is not there"; return; fi
  cp "$unit" "$out/unit.txt"
  if grep -q '^ExecStart=/opt/quantum/harvest-brain/harvestbrain run$' "$unit"; then ok unit "$unit"
  else fail unit "$unit does not start harvestbrain run"; fi
}

check_settings() {
  local program=$ROOT/$APP_PATH/harvestbrain
  [ -x "$program" ] || program=$(command -v harvestbrain || true)
  if [ -z "$program" ]; then skip settings "no harvestbrain below $ROOT/$APP_PATH or on the path"; return; fi
  local code=0
  "$program" check-config >"$out/settings.txt" 2>"$out/.error" || code=$?
  cat "$out/.error" >>"$out/settings.txt"
  if [ "$code" != 0 ]; then
    fail settings "not valid (exit code $code): $(sed -n 2p "$out/.error" | sed 's/^ *//')"
  elif [ -s "$out/.error" ]; then
    fail settings "$(head -n 1 "$out/.error")"
  else
    ok settings "valid, $MODE mode${INSTANCE:+, instance $INSTANCE}, $("$program" --version)"
  fi
}

check_redis() {
  if ! ask redis.txt PING || [ "$answer" != PONG ]; then
    fail redis "$REDIS_AT: ${problem:-$answer}"
    return 1
  fi
  local version=""
  if ask redis.txt INFO server; then version=$(tr -d '\r' <<<"$answer" | sed -n 's/^redis_version://p'); fi
  case $version in
    '') skip redis "$REDIS_AT answers; its version cannot be read" ;;
    [0-6].*) fail redis "$REDIS_AT is version $version, 7.0 or later is needed" ;;
    *) ok redis "$REDIS_AT, version $version" ;;
  esac
}

check_durability() {
  if ! ask redis.txt CONFIG GET maxmemory-policy; then fail_or_skip durability; return; fi
  local policy aof save
  policy=$(field maxmemory-policy <<<"$answer")
  ask redis.txt CONFIG GET appendonly || true
  aof=$(field appendonly <<<"$answer")
  ask redis.txt CONFIG GET save || true
  save=$(field save <<<"$answer")
  if [ "$policy" != noeviction ]; then fail durability "maxmemory-policy is $policy: Redis may drop our keys"
  elif [ "$aof" != yes ] && [ -z "$save" ]; then fail durability "neither AOF nor RDB is on: a restart of Redis loses all positions"
  elif [ "$aof" != yes ]; then ok durability "noeviction, RDB only: a crash of Redis loses what came since the last snapshot"
  else ok durability "noeviction, AOF"; fi
}

check_owner() {
  if ! ask owner.txt GET "${STATE}lease"; then fail_or_skip owner; return; fi
  local lease=$answer
  if [ -z "$lease" ]; then fail owner "nobody holds the lease ${STATE}lease: the service does not run"; return; fi
  ask owner.txt PTTL "${STATE}lease" || answer="?"
  ok owner "$lease, lease runs for $answer ms more"
  [ -n "$pid" ] || pid=$(lease_pid "$lease" || true)
}

check_group() {
  if ! ask group.txt XINFO GROUPS "$INPUT"; then fail_or_skip group; return; fi
  local info lag pending
  info=$(group_info "$answer" "$GROUP")
  if [ -z "$info" ]; then fail group "$GROUP does not exist on $INPUT"; return; fi
  lag=$(field lag <<<"$info") pending=$(field pending <<<"$info")
  ask group.txt XINFO CONSUMERS "$INPUT" "$GROUP" || true
  if ! [[ $lag =~ ^[0-9]+$ ]]; then ok group "$GROUP, $pending pending; Redis cannot tell the lag after entries were deleted"
  elif [ "$lag" -gt "$max_lag" ]; then fail group "$GROUP lags by $lag entries, at most $max_lag are allowed"
  else ok group "$GROUP on $INPUT, lag $lag, $pending pending"; fi
}

check_snapshots() {
  [ "${#SNAPSHOTS[@]}" -gt 0 ] || { skip snapshots "none are read"; return; }
  local stream info lag shown="" wrong=""
  for stream in "${SNAPSHOTS[@]}"; do
    if ! ask snapshots.txt XINFO GROUPS "$stream"; then fail_or_skip snapshots; return; fi
    info=$(group_info "$answer" "$GROUP")
    lag=$(field lag <<<"$info")
    if [ -z "$info" ]; then wrong="$GROUP does not exist on $stream"
    elif [[ $lag =~ ^[0-9]+$ ]] && [ "$lag" -gt "$max_lag" ]; then wrong="$stream lags by $lag entries, at most $max_lag are allowed"; fi
    shown+="${shown:+; }$stream, lag ${lag:-?}"
  done
  if [ -n "$wrong" ]; then fail snapshots "$wrong"; else ok snapshots "$shown"; fi
}

check_checkpoint() {
  if ! ask checkpoint.txt HGETALL "${STATE}checkpoint"; then fail_or_skip checkpoint; return; fi
  local schema applied
  schema=$(field schema <<<"$answer") applied=$(field "$INPUT" <<<"$answer")
  if [ -z "$schema" ]; then fail checkpoint "${STATE}checkpoint is not there"
  else ok checkpoint "schema $schema, last applied entry ${applied:-none}"; fi
}

check_positions() {
  if ! ask positions.txt HGETALL "${STATE}positions"; then fail_or_skip positions; return; fi
  local all suspect
  all=$(grep -c '"schema":' <<<"$answer" || true)
  suspect=$(grep -c '"suspect":true' <<<"$answer" || true)
  if [ "$suspect" -gt 0 ]; then fail positions "$suspect of $all are suspect: nothing is asked for until they are flat, a snapshot shows them, or they are released"
  else ok positions "$all kept, none suspect"; fi
}

check_output() {
  if ! ask output.txt TYPE "$OUTPUT"; then fail_or_skip output; return; fi
  case $answer in
    none) skip output "$OUTPUT: nothing was published yet"; return ;;
    stream) ;;
    *) fail output "$OUTPUT is a $answer, not a stream"; return ;;
  esac
  local length dry_run=true
  [ "$MODE" != live ] || dry_run=false
  ask output.txt XLEN "$OUTPUT" || { fail_or_skip output; return; }
  length=$answer
  ask output.txt XREVRANGE "$OUTPUT" + - COUNT 20 || { fail_or_skip output; return; }
  # The intents stream is everybody's; what is ours names its source.
  local ours
  ours=$(grep '"source":"harvest_brain"' <<<"$answer" | grep '"action":' || true)
  if grep -v '"reduce_only":true' <<<"$ours" | grep -q .; then fail output "$OUTPUT holds an order of ours that is not reduce-only"
  elif grep -v "\"dry_run\":$dry_run" <<<"$ours" | grep -q .; then fail output "$OUTPUT holds an order of ours of the other mode"
  else ok output "$OUTPUT, $length entries, the newest are reduce-only and of $MODE mode"; fi
}

check_dedup() {
  local keys count=0 forever=0 key ttl
  if ! keys=$(scan "$DEDUP$MODE:*" 2>"$out/.error"); then problem=$(head -n 1 "$out/.error"); fail_or_skip dedup; return; fi
  while IFS= read -r key; do
    [ -n "$key" ] || continue
    ttl=$(redis TTL "$key") || ttl=-1
    [ "$ttl" != -2 ] || continue # gone since
    count=$((count + 1))
    [ "$ttl" -ge 0 ] || forever=$((forever + 1))
    echo "$ttl $key"
  done <<<"$keys" >"$out/dedup.txt"
  # The loop wrote to a file, not through a pipe: the counts are ours.
  if [ "$forever" -gt 0 ]; then fail dedup "$forever of $count keys never expire"
  elif [ "$count" = 0 ]; then skip dedup "no key $DEDUP$MODE:*: nothing was published in the last ${HARVEST_DEDUP_TTL_SEC:-900} s"
  else ok dedup "$count keys, each with a time to live"; fi
}

check_dead_letters() {
  if ! ask deadletters.txt XLEN "$DEAD_LETTERS"; then fail_or_skip deadletters; return; fi
  local count=$answer
  ask deadletters.txt XREVRANGE "$DEAD_LETTERS" + - COUNT 20 || true
  if [ "$count" = 0 ]; then ok deadletters "none"
  else ok deadletters "$count entries could not be understood; the newest are in deadletters.txt"; fi
}

check_kill_switch() {
  if ! ask killswitch.txt GET "$KILL_SWITCH"; then fail_or_skip killswitch; return; fi
  if kill_switch_is_on "$answer"; then fail killswitch "$KILL_SWITCH is '$answer': nothing is published"
  else ok killswitch "$KILL_SWITCH is off${answer:+ ($answer)}"; fi
}

check_logs() {
  local log=${LOG_FILE-}
  if [ -n "$log" ] && [ -r "$ROOT$log" ]; then log=$ROOT$log; fi
  if [ -n "$log" ] && [ -r "$log" ]; then tail -n 500 "$log" >"$out/logs.txt"
  elif has_systemd && command -v journalctl >/dev/null; then journalctl -u "$SERVICE" -n 500 --no-pager -o cat >"$out/logs.txt" 2>/dev/null || true
  else skip logs "no LOG_FILE, and no journal: $(why_no_systemd)"; return; fi
  local since errors
  [ -s "$out/logs.txt" ] || { fail logs "the log is empty"; return; }
  # Lines begin with the time, or name it, and that sorts as text.
  since=$(date -u -d '15 minutes ago' +%Y-%m-%dT%H:%M:%S)
  errors=$(grep -E '^[^ ]+ ERROR |"level":"ERROR"' "$out/logs.txt" | grep -oE '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z.*' | awk -v since="$since" '$0 >= since' || true)
  if [ -n "$errors" ]; then fail logs "$(wc -l <<<"$errors") errors in the last 15 minutes: $(tail -n 1 <<<"$errors" | cut -c 1-120)"
  else ok logs "$(wc -l <"$out/logs.txt") lines, no error in the last 15 minutes"; fi
}

check_memory() {
  if [ -z "$pid" ]; then skip process "the service's process is not on this machine, or nobody holds the lease"; return; fi
  local rss anonymous
  if ! cat "/proc/$pid/smaps_rollup" >"$out/memory.txt" 2>/dev/null; then skip process "process $pid: its memory can be read by root and its own user only"; return; fi
  rss=$(awk '$1 == "Rss:" { print int($2 / 1024 + 0.5) }' "$out/memory.txt")
  anonymous=$(awk '$1 == "Anonymous:" { print int($2 / 1024 + 0.5) }' "$out/memory.txt")
  if [ "$rss" -gt "$max_rss_mb" ]; then fail process "$pid has $rss MB resident, at most $max_rss_mb are allowed"
  else ok process "$pid, $rss MB resident, $anonymous MB anonymous"; fi
}

problem=""
check_service
check_unit
check_settings
if check_redis; then
  check_durability
  check_owner
  check_group
  check_snapshots
  check_checkpoint
  check_positions
  check_output
  check_dedup
  check_dead_letters
  check_kill_switch
fi
check_logs
check_memory
rm -f "$out/.error"

if [ "$failed" -gt 0 ]; then echo "FAILED: $failed checks; evidence in $out"; exit 1; fi
echo "PROVED: evidence in $out"
