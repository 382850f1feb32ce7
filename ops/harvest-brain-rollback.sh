#!/usr/bin/env bash
# Takes HarvestBrain out of operation: stops and disables the service and, if told so, removes its state from Redis.
# Orders that it asked for before are the executor's; stops that it asked for stay where they are.
#
#   ops/harvest-brain-rollback.sh [--clean] [--streams] [--yes] [--env FILE] [--root DIR] [--user NAME]
#
#   --clean       also remove positions, checkpoint, lease, fence, journal, history, dedup keys and the consumer group of this
#                 instance. A later start knows no position, and reads from HARVEST_START_FROM.
#   --streams     with --clean: also remove its suggestions and its dead letters. Never the input, never the trade intents.
#   --yes         don't ask
#   --env FILE    settings (default: /etc/quantum/harvest-brain.env); variables that are set win
#   --root DIR    roll back what install.sh --root put below DIR
#   --user NAME   user for redis-cli, with its password in REDISCLI_AUTH
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$HERE/lib.sh"

clean=no streams=no yes=no
while [ $# -gt 0 ]; do
  case $1 in
    --clean) clean=yes; shift ;;
    --streams) streams=yes; shift ;;
    --yes) yes=yes; shift ;;
    --env) ENV_FILE=${2:?--env needs a file}; shift 2 ;;
    --root) set_root "${2-}"; shift 2 ;;
    --user) AS_USER=${2:?--user needs a name}; shift 2 ;;
    -h | --help) show_help; exit 0 ;;
    *) wrong_usage "unknown argument $1" ;;
  esac
done
[ "$streams" = no ] || [ "$clean" = yes ] || wrong_usage "--streams goes with --clean"
load_settings

confirm() {
  [ "$yes" = no ] || return 0
  local reply
  read -r -p "$1 Type yes to go on: " reply || reply=""
  [ "$reply" = yes ] || { echo "nothing was changed further"; exit 1; }
}

confirm "Stop and disable $SERVICE${INSTANCE:+ (instance $INSTANCE)}?"
if has_systemd; then
  systemctl disable --now --quiet "$SERVICE"
  echo "service   stopped and disabled"
else
  echo "service   not stopped: $(why_no_systemd)"
fi
if [ "$clean" = no ]; then
  echo "state     kept in Redis at $REDIS_AT below $STATE"
  exit 0
fi

[ "$(redis PING)" = PONG ] || die "Redis at $REDIS_AT does not answer; its state was not removed"
# A service that runs writes again what we remove. A killed one keeps its lease for a while.
lease_seconds=${HARVEST_LEASE_SEC:-10}
for ((waited = 0; waited <= lease_seconds; waited++)); do
  holder=$(redis GET "${STATE}lease")
  [ -n "$holder" ] || break
  if lease_pid "$holder" >/dev/null; then break; fi
  [ "$waited" -lt "$lease_seconds" ] || break
  [ "$waited" != 0 ] || echo "state     waiting for the lease of $holder to run out"
  sleep 1
done
[ -z "$holder" ] || die "$holder holds the lease ${STATE}lease: stop it first; no state was removed"

confirm "Remove the state below $STATE and $DEDUP in Redis at $REDIS_AT for good?"
removed=0
# What carries our names and is of another type is not ours: an instance may be called as one of our keys.
remove() {
  [ "$(redis TYPE "$1")" = "$2" ] || return 0
  removed=$((removed + $(redis UNLINK "$1")))
}
remove_all() {
  local cursor=0 page key
  while true; do
    page=$(redis SCAN "$cursor" MATCH "$1" COUNT 1000)
    cursor=$(head -n 1 <<<"$page")
    while IFS= read -r key; do
      [ -z "$key" ] || remove "$key" "$2"
    done < <(tail -n +2 <<<"$page")
    [ "$cursor" != 0 ] || return 0
  done
}
# Of the dedup keys those of both modes; intent ids begin with harvest:, so that no other instance's match.
remove_all "${DEDUP}shadow:harvest:*" string
remove_all "${DEDUP}live:harvest:*" string
remove_all "${STATE}history:*" zset
remove "${STATE}positions" hash
remove "${STATE}checkpoint" hash
remove "${STATE}fence" string
remove "${STATE}journal" stream
for slot in 0 1; do
  remove "${STATE}anchor:$slot" hash
  remove "${STATE}anchor:$slot:checkpoint" hash
done
if [ "$(redis TYPE "$INPUT")" = stream ] && [ "$(redis XGROUP DESTROY "$INPUT" "$GROUP")" = 1 ]; then
  echo "group     $GROUP removed from $INPUT"
fi
for stream in "${SNAPSHOTS[@]}"; do
  [ "$(redis TYPE "$stream")" = stream ] || continue
  if [ "$(redis XGROUP DESTROY "$stream" "$GROUP")" = 1 ]; then echo "group     $GROUP removed from $stream"; fi
  # The service makes the stream with its group: one that nobody ever wrote to, and nobody else reads, is its own.
  info=$(redis XINFO STREAM "$stream")
  if [ "$(field entries-added <<<"$info")" = 0 ] && [ "$(field groups <<<"$info")" = 0 ]; then remove "$stream" stream; fi
done
if [ "$streams" = yes ]; then
  remove "$SUGGESTIONS" stream
  remove "$DEAD_LETTERS" stream
fi
echo "state     $removed keys removed"
