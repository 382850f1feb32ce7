#!/usr/bin/env bash
# shellcheck disable=SC2317 # what wait_for and the trap call
# Tries installation, unit and sandbox under a systemd that really runs: in a Debian tree of its own (debootstrap), booted as a
# container (systemd-nspawn), with a network of its own and a redis-server in it. A line per check; exit code 1 when one fails.
#
#   sudo deploy/systemd-trial/try-under-systemd.sh [--from DIR] [--tree DIR]
#
#   --from DIR   the published build (default: artifacts/harvestbrain-linux-<this machine>; deploy/publish.sh makes it)
#   --tree DIR   where the tree is made, and kept for the next time (default: a new one, removed at the end)
#
# Needs root, debootstrap and systemd-container; packages come from where apt of this machine gets its own. About five minutes, most of
# it for the tree, the watchdog and the restarts. Where this machine's systemd has the old control groups, memory and
# tasks cannot be limited in a container: these two checks say SKIP then.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPO=$(cd "$HERE/../.." && pwd)
SERVICE=quantum-harvest-brain

case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x64 ;; esac
from=$REPO/artifacts/harvestbrain-linux-$arch tree="" keep=yes
while [ $# -gt 0 ]; do
  case $1 in
    --from) from=$(cd "${2:?--from needs a folder}" && pwd); shift 2 ;;
    --tree) tree=${2:?--tree needs a folder}; shift 2 ;;
    -h | --help) sed -n '3,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"; exit 0 ;;
    *) echo "try-under-systemd.sh: unknown argument $1" >&2; exit 64 ;;
  esac
done
die() { echo "try-under-systemd.sh: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || die "must run as root"
for tool in debootstrap systemd-nspawn; do command -v $tool >/dev/null || die "needs debootstrap and systemd-container"; done
[ -x "$from/harvestbrain" ] || die "no program in $from: run deploy/publish.sh first, or name another folder with --from"
[ -n "$tree" ] || { tree=$(mktemp -d /var/tmp/harvestbrain-systemd-XXXXXX)/tree; keep=no; }

failed=0
result() {
  [ "$1" != FAIL ] || failed=$((failed + 1))
  printf '%-4s  %-24s  %s\n' "$1" "$2" "$3"
}
# check NAME SEEN EXPECTED: the same, or as the pattern says.
# shellcheck disable=SC2053 # a pattern is meant as one
check() { if [[ $2 == $3 ]]; then result OK "$1" "$2"; else result FAIL "$1" "$2 (expected $3)"; fi; }

# --- the tree and its boot ---------------------------------------------------------------------------------------------------------

# Where apt gets its packages, in either form of its lists: the first one with http.
mirror_of_apt() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    awk '$1 == "URIs:" || $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) { print $i; exit } }'
}

make_tree() {
  [ ! -e "$tree/etc/debian_version" ] || return 0
  local suite
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  echo "making a tree of $suite in $tree"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,procps,iproute2,redis-server,libssl3 \
    "$suite" "$tree" "$(mirror_of_apt)" >"$tree.log" 2>&1 || { tail -n 5 "$tree.log" >&2; die "debootstrap failed: $tree.log"; }
}

boot() {
  rm -rf "$tree/root/repository" "$tree"/var/log/journal/* # what is left of the time before
  mkdir -p "$tree/root/repository/artifacts"
  cp -R "$REPO/ops" "$REPO/deploy" "$REPO/docs" "$tree/root/repository/"
  cp -R "$from" "$tree/root/repository/artifacts/harvestbrain-linux-$arch"
  cp "$REPO/deploy/redis/harvest-brain.conf" "$tree/etc/redis/harvest-brain.conf"
  grep -q harvest-brain.conf "$tree/etc/redis/redis.conf" || echo "include /etc/redis/harvest-brain.conf" >>"$tree/etc/redis/redis.conf"
  # New control groups also where this machine has the old ones, and bpf: without them no address is denied.
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --directory "$tree" --boot --console=pipe --register=no --keep-unit \
    --private-network --system-call-filter=bpf --capability=CAP_BPF --kill-signal=SIGRTMIN+3 </dev/null >"$tree.boot.log" 2>&1 &
  container=$!
  wait_for 120 has_booted || { cat "$tree.boot.log" >&2; die "the container does not boot"; }
  check boot "$(inside systemctl is-system-running || true)" running
}

has_booted() {
  leader=$(pgrep -P "$container" | head -n 1)
  [ -n "$leader" ] && inside systemctl is-system-running --wait >/dev/null 2>&1
}

# A command in the container, as root.
inside() { nsenter --target "$leader" --all -- "$@"; }
redis() { inside redis-cli "$@"; }
show() { inside systemctl show "$SERVICE" --property "$1" --value; }
ops() { inside bash -c "cd /root/repository && $*"; }

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.2
  done
}
is() { [ "$(show "$1")" = "$2" ]; }
is_other_process() { [ "$(show MainPID)" != 0 ] && [ "$(show MainPID)" != "$1" ] && is ActiveState active; }

end() {
  if [ -n "${container-}" ] && kill -0 "$container" 2>/dev/null; then
    kill -s RTMIN+3 "$leader" 2>/dev/null || true
    wait "$container" 2>/dev/null || true
  fi
  [ "$keep" = yes ] || rm -rf "$(dirname "$tree")"
}
trap end EXIT

# --- what is tried -----------------------------------------------------------------------------------------------------------------

try_install() {
  echo "== install"
  ops ops/install.sh
  check state "$(show ActiveState) $(show SubState)" "active running"
  check type "$(show Type) $(show NotifyAccess)" "notify main"
  local started ready
  started=$(show ExecMainStartTimestampMonotonic) ready=$(show ActiveEnterTimestampMonotonic)
  result OK READY "$(((ready - started) / 1000)) ms after the start of the process"
  check STATUS "$(show StatusText)" "Owner, shadow, 0 positions*"
  check enabled "$(inside systemctl is-enabled "$SERVICE")" enabled
  check env-file "$(inside stat -c '%a %U' /etc/quantum/harvest-brain.env)" "600 root"
  ops ops/install.sh >/dev/null
  check again "$(show ActiveState)" active
}

try_work() {
  echo "== work and proof"
  redis XADD quantum:stream:execution.result '*' symbol ETHUSDT side BUY qty 1.0 price 3300 stop_loss 3200 status FILLED >/dev/null
  redis XADD quantum:stream:execution.result '*' symbol ETHUSDT status PRICE_UPDATE price 3350 >/dev/null
  two_intents() { [ "$(redis XLEN quantum:stream:harvest.suggestions)" = 2 ]; }
  wait_for 10 two_intents || true
  check intents "$(redis XLEN quantum:stream:harvest.suggestions)" 2
  has_position() { [[ $(show StatusText) == *"1 positions"* ]]; }
  wait_for 15 has_position || true # the gauges are looked up every five seconds
  check STATUS "$(show StatusText)" "*1 positions*lag 0*"
  local code=0
  ops ops/harvest-brain-proof.sh --out /root/proof || code=$?
  check proof "exit code $code" "exit code 0"
  check status "$(ops ops/harvestbrain.sh status --json | grep -o '"symbol":"[A-Z]*"' | head -n 1)" '"symbol":"ETHUSDT"'
}

try_sandbox() {
  echo "== sandbox: systemd-analyze security"
  inside systemd-analyze security --no-pager "$SERVICE" | tail -n 1
  echo "== sandbox: what a process may do with the settings of the unit"
  inside touch /tmp/seen-by-all /dev/seen-by-all
  inside mkdir -p /home/somebody
  inside ip address add 192.0.2.1/32 dev lo # it is there, and denied
  cp "$HERE/sandbox-probe.pl" "$tree/opt/quantum/harvest-brain/"
  # The unit itself, with another program: every line about rights stays as it is.
  sed -e "s|^ExecStart=.*|ExecStart=/usr/bin/perl /opt/quantum/harvest-brain/sandbox-probe.pl $(uname -m)|" -e 's/^Type=.*/Type=oneshot/' \
    -e '/^WatchdogSec=/d; /^Restart/d; /^NotifyAccess=/d; /^WantedBy=/d' "$REPO/deploy/$SERVICE.service" >"$tree/etc/systemd/system/sandbox-probe.service"
  inside systemctl daemon-reload
  inside systemctl start sandbox-probe || true
  local lines
  lines=$(inside journalctl -b -u sandbox-probe --no-pager -o cat | grep -E '^(OK|FAIL) ' || true)
  [ -n "$lines" ] || { inside journalctl -b -u sandbox-probe --no-pager -o cat; result FAIL sandbox "the probe said nothing"; }
  if ! inside grep -qw pids /sys/fs/cgroup/cgroup.controllers; then
    lines=${lines/FAIL  TasksMax /SKIP  TasksMax }
  fi
  echo "$lines"
  failed=$((failed + $(grep -c ^FAIL <<<"$lines" || true)))
  if inside grep -qw memory /sys/fs/cgroup/cgroup.controllers; then
    check MemoryMax "$(inside cat "/sys/fs/cgroup/system.slice/$SERVICE.service/memory.max")" 536870912
  else
    result SKIP MemoryMax "the container has no controller for it; the unit says $(show MemoryMax)"
  fi
  check RemoveIPC "$(show RemoveIPC)" yes
  check SystemCallArchitectures "$(show SystemCallArchitectures)" native
  local writable
  writable=$(inside bash -c "grep -c ' .wx' /proc/$(show MainPID)/maps" || true)
  check "pages of the service" "$writable writable and executable" "0 *"
  inside bash -c 'rm -rf /etc/systemd/system/sandbox-probe.service /opt/quantum/harvest-brain/sandbox-probe.pl /home/somebody && systemctl daemon-reload'
}

try_restarts() {
  echo "== watchdog, crash, restart limits"
  local process
  process=$(show MainPID)
  inside kill -s STOP "$process"
  wait_for 70 is_other_process "$process" || true
  check watchdog "$(inside journalctl -b -u "$SERVICE" --no-pager -o cat | grep -c 'Watchdog timeout') timeouts, $(show NRestarts) restarts" "1 timeouts, 1 restarts"
  check "after it" "$(show ActiveState)" active

  process=$(show MainPID)
  inside kill -s KILL "$process"
  wait_for 20 is_other_process "$process" || true
  check crash "$(show ActiveState), $(show NRestarts) restarts" "active, 2 restarts"

  process=$(show MainPID)
  inside systemctl stop redis-server
  redis_is_away() { [[ $(show StatusText) == RedisAway* ]]; }
  wait_for 20 redis_is_away || true
  check "Redis away" "$(show StatusText)" "RedisAway*"
  inside systemctl start redis-server
  is_owner() { [[ $(show StatusText) == Owner* ]]; }
  wait_for 20 is_owner || true
  check "Redis back" "$(show StatusText), the same process: $([ "$(show MainPID)" = "$process" ] && echo yes)" "Owner*yes"

  # Wrong settings are not tried again.
  inside sed -i 's/^HARVEST_MODE=.*/HARVEST_MODE=lively/' /etc/quantum/harvest-brain.env
  ! inside systemctl restart "$SERVICE" 2>/dev/null || result FAIL "exit code 78" "the start succeeded"
  sleep 5 # more than RestartSec: now it would have been tried again
  check "exit code 78" "$(show ActiveState), code $(show ExecMainStatus), $(show NRestarts) restarts" "failed, code 78, 0 restarts"
  inside sed -i 's/^HARVEST_MODE=.*/HARVEST_MODE=shadow/' /etc/quantum/harvest-brain.env
  inside systemctl reset-failed "$SERVICE"
  inside systemctl restart "$SERVICE"
  check corrected "$(show ActiveState)" active

  # What another start does not mend is tried five times: a state that a newer version wrote.
  inside systemctl stop "$SERVICE"
  inside systemctl reset-failed "$SERVICE" 2>/dev/null || true
  local schema
  schema=$(redis HGET quantum:harvest:checkpoint schema)
  redis HSET quantum:harvest:checkpoint schema 99 >/dev/null
  inside systemctl start --no-block "$SERVICE"
  wait_for 60 is ActiveState failed || true
  wait_for 60 is NRestarts 5 || true
  check "restart limit" "$(show ActiveState), code $(show ExecMainStatus), $(show NRestarts) restarts" "failed, code 70, 5 restarts"
  redis HSET quantum:harvest:checkpoint schema "$schema" >/dev/null
  ! inside systemctl start "$SERVICE" 2>/dev/null || result FAIL "restart limit" "it was started again without reset-failed"
  inside systemctl reset-failed "$SERVICE"
  inside systemctl start "$SERVICE"
  check "after reset-failed" "$(show ActiveState)" active
}

try_removal() {
  echo "== rollback and uninstall"
  ops ops/harvest-brain-rollback.sh --clean --streams --yes
  check rollback "$(show ActiveState), $(inside systemctl is-enabled "$SERVICE" 2>/dev/null || true)" "inactive, disabled"
  check "keys left" "$(redis --scan | sort | tr '\n' ' ')" "quantum:stream:execution.result "
  ops ops/install.sh >/dev/null
  check "installed again" "$(show ActiveState)" active
  ops ops/uninstall.sh
  check uninstall "$(show LoadState)" not-found
  local left
  left=$(inside bash -c "ls -d /opt/quantum /etc/quantum /var/log/$SERVICE /usr/share/doc/$SERVICE /etc/systemd/system/$SERVICE.service 2>/dev/null; id harvest-brain 2>/dev/null" || true)
  check "left behind" "${left:-nothing}" nothing
}

make_tree
boot
try_install
try_work
try_sandbox
try_restarts
try_removal
[ "$failed" = 0 ] || echo "$failed checks failed"
exit "$((failed > 0))"
