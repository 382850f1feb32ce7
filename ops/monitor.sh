#!/usr/bin/env bash
# A live picture of HarvestBrain in the terminal, from Redis alone. Ctrl-C ends it.
#
#   ops/monitor.sh [--once] [--interval SECONDS] [--env FILE] [--root DIR] [--user NAME]
#
#   --once               one picture, then end
#   --interval SECONDS   between pictures (default 2)
#   --env FILE           settings (default: /etc/quantum/harvest-brain.env); variables that are set win
#   --root DIR           of what install.sh --root put below DIR
#   --user NAME          user for redis-cli, with its password in REDISCLI_AUTH
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$HERE/lib.sh"

once=no interval=2
while [ $# -gt 0 ]; do
  case $1 in
    --once) once=yes; shift ;;
    --interval) interval=${2:?--interval needs a number}; shift 2 ;;
    --env) ENV_FILE=${2:?--env needs a file}; shift 2 ;;
    --root) set_root "${2-}"; shift 2 ;;
    --user) AS_USER=${2:?--user needs a name}; shift 2 ;;
    -h | --help) show_help; exit 0 ;;
    *) wrong_usage "unknown argument $1" ;;
  esac
done
load_settings

MOST_POSITIONS=20 MOST_INTENTS=8
line() { printf '%-12s %s\n' "$1" "$2"; }
# The value of a member of the JSON objects, one object a line. Ours are flat where we look.
member() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

# What the orders at the venue are not as they should be, as it was saved: HarvestBrain itself tells it after five seconds.
protection() {
  [[ $1 != *'"unprotected_since":'* ]] || printf ' UNPROTECTED'
  [[ $1 != *'"qty_differs_since":'* ]] || printf ' STOP-QUANTITY'
  [[ $1 != *'"price_differs_since":'* ]] || printf ' STOP-PRICE'
  [[ $1 != *'"orphan_since":'* ]] || printf ' ORPHAN-ORDER'
}

positions() {
  local all count
  all=$(redis HVALS "${STATE}positions" 2>/dev/null | grep -v '"side":"FLAT"' | sort || true)
  count=$(grep -c . <<<"$all" || true)
  line positions "$count open"
  [ "$count" -gt 0 ] || return 0
  printf '  %-16s %-6s %-6s %14s %14s %14s  %s\n' symbol hedge side qty entry mark ''
  head -n "$MOST_POSITIONS" <<<"$all" | while IFS= read -r state; do
    printf '  %-16s %-6s %-6s %14s %14s %14s  %s\n' "$(member symbol <<<"$state")" "$(member position_side <<<"$state")" \
      "$(member side <<<"$state")" "$(member qty <<<"${state%%\"base_qty\"*}")" "$(member entry_price <<<"$state")" "$(member mark_price <<<"$state")" \
      "$([[ $state != *'"suspect":true'* ]] || echo SUSPECT)$(protection "$state")"
  done
  [ "$count" -le "$MOST_POSITIONS" ] || echo "  and $((count - MOST_POSITIONS)) more"
}

intents() {
  local entries
  entries=$(redis XREVRANGE "$OUTPUT" + - COUNT "$MOST_INTENTS" 2>/dev/null | grep '"source":"harvest_brain"' || true)
  line output "$OUTPUT, $(redis XLEN "$OUTPUT" 2>/dev/null || echo '?') entries, newest first"
  [ -n "$entries" ] || return 0
  while IFS= read -r payload; do
    if [[ $payload == *'"intent_type":"MOVE_STOP"'* ]]; then
      printf '  %-24s %-16s stop to %s\n' "$(member timestamp <<<"$payload")" "$(member symbol <<<"$payload")" "$(member stop_price <<<"$payload")"
    elif [[ $payload == *'"intent_type":"PROTECT"'* ]]; then
      printf '  %-24s %-16s stop %s protects %s\n' "$(member timestamp <<<"$payload")" "$(member symbol <<<"$payload")" \
        "$(member stop_price <<<"$payload")" "$(member protect_qty <<<"$payload")"
    elif [[ $payload == *'"intent_type":"CANCEL"'* ]]; then
      printf '  %-24s %-16s takes back %s\n' "$(member timestamp <<<"$payload")" "$(member symbol <<<"$payload")" "$(member cancels <<<"$payload")"
    else
      printf '  %-24s %-16s %s %s\n' "$(member timestamp <<<"$payload")" "$(member symbol <<<"$payload")" "$(member side <<<"$payload")" "$(member qty <<<"$payload")"
    fi
  done <<<"$entries"
}

picture() {
  line HarvestBrain "$(date -u +%Y-%m-%dT%H:%M:%SZ)  $MODE mode${INSTANCE:+, instance $INSTANCE}"
  local problem
  if ! problem=$(redis PING 2>&1); then
    line redis "$REDIS_AT: $problem"
    return 1
  fi
  line redis "$REDIS_AT answers"
  local lease kill group applied
  lease=$(redis GET "${STATE}lease" 2>/dev/null || true)
  line owner "${lease:-NOBODY: the service does not run}${lease:+, lease runs for $(redis PTTL "${STATE}lease" 2>/dev/null || echo '?') ms more}"
  kill=$(redis GET "$KILL_SWITCH" 2>/dev/null || true)
  if kill_switch_is_on "$kill"; then line killswitch "ON ($KILL_SWITCH is '$kill'): nothing is published"; else line killswitch off; fi
  group=$(group_info "$(redis XINFO GROUPS "$INPUT" 2>/dev/null || true)" "$GROUP")
  if [ -n "$group" ]; then line group "$GROUP, lag $(field lag <<<"$group"), $(field pending <<<"$group") pending"
  else line group "$GROUP is NOT THERE on $INPUT"; fi
  local stream
  for stream in "${SNAPSHOTS[@]}"; do
    group=$(group_info "$(redis XINFO GROUPS "$stream" 2>/dev/null || true)" "$GROUP")
    line snapshots "$stream, applied $(redis HGET "${STATE}checkpoint" "$stream" 2>/dev/null || true), lag $(field lag <<<"$group")"
  done
  applied=$(redis HGET "${STATE}checkpoint" "$INPUT" 2>/dev/null || true)
  line applied "${applied:-nothing yet}"
  line deadletters "$(redis XLEN "$DEAD_LETTERS" 2>/dev/null || echo '?')"
  positions
  intents
}

if [ "$once" = yes ]; then
  picture
  exit
fi
trap 'exit 0' INT TERM
while true; do
  # Made first, then shown at once: no flicker. Redis away is part of the picture, not its end.
  frame=$(picture || true)
  printf '\033[H\033[2J%s\n' "$frame"
  sleep "$interval"
done
