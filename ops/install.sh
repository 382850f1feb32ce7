#!/usr/bin/env bash
# Installs HarvestBrain as a systemd service. Doing it again upgrades it, and keeps your settings.
#
#   ops/install.sh [--from DIR] [--root DIR] [--no-start]
#
#   --from DIR   the published build (default: artifacts/harvestbrain-linux-<this machine>; deploy/publish.sh makes it)
#   --root DIR   install below DIR and leave users and services of the system alone, to try it
#   --no-start   don't start or restart the service
#
# Installs: /opt/quantum/harvest-brain (program and ops scripts), /etc/quantum/harvest-brain.env (if there is none yet),
# the unit quantum-harvest-brain, its documents in /usr/share/doc, and the user harvest-brain.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$HERE/lib.sh"
REPO=$(dirname "$HERE")

case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x64 ;; esac
from=$REPO/artifacts/harvestbrain-linux-$arch
start=yes
while [ $# -gt 0 ]; do
  case $1 in
    --from) from=${2:?--from needs a folder}; shift 2 ;;
    --root) set_root "${2-}"; shift 2 ;;
    --no-start) start=no; shift ;;
    -h | --help) show_help; exit 0 ;;
    *) wrong_usage "unknown argument $1" ;;
  esac
done
[ -x "$from/harvestbrain" ] || die "no program in $from: run deploy/publish.sh first, or name another folder with --from"
[ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || die "must run as root (or try it with --root DIR)"

app=$ROOT/$APP_PATH env_file=$ROOT/$ENV_PATH unit=$ROOT/$UNIT_PATH doc=$ROOT/$DOC_PATH

if [ -n "$ROOT" ]; then
  echo "user      not made (--root)"
elif id "$OWN_USER" >/dev/null 2>&1; then
  echo "user      $OWN_USER is there"
else
  useradd --system --user-group --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin "$OWN_USER"
  echo "user      $OWN_USER made"
fi

# Beside the old one, then swapped: a program that runs keeps its files until it is restarted.
rm -rf "$app.new" "$app.old"
mkdir -p "$app.new/ops"
cp -R "$from/." "$app.new/"
cp "$HERE"/*.sh "$app.new/ops/"
chmod -R u=rwX,go=rX "$app.new"
[ ! -d "$app" ] || mv "$app" "$app.old"
mv "$app.new" "$app"
rm -rf "$app.old"
echo "program   $app ($("$app/harvestbrain" --version))"

mkdir -p "$(dirname "$env_file")"
if [ -e "$env_file" ]; then
  echo "settings  $env_file kept"
else
  # It may hold the password of Redis. systemd reads it as root; the service itself need not.
  install -m 0600 "$REPO/deploy/harvest-brain.env.example" "$env_file"
  echo "settings  $env_file made from the example: all defaults, shadow mode"
fi

mkdir -p "$(dirname "$unit")" "$doc/redis"
install -m 0644 "$REPO/deploy/$SERVICE.service" "$unit"
install -m 0644 "$REPO/deploy/harvest-brain.env.example" "$REPO"/docs/*.md "$doc/"
install -m 0644 "$REPO"/deploy/redis/* "$doc/redis/"
echo "unit      $unit"

ENV_FILE=$env_file
if ! (load_settings && "$app/harvestbrain" check-config >/dev/null); then
  echo "settings in $env_file are not valid: correct them, then start the service" >&2
  start=no
  status=78
fi

if ! has_systemd; then
  echo "service   not enabled: $(why_no_systemd)"
else
  systemctl daemon-reload
  systemctl enable --quiet "$SERVICE"
  if [ "$start" = yes ]; then
    systemctl restart "$SERVICE"
    echo "service   enabled, running"
  else
    echo "service   enabled, not started"
  fi
fi
exit "${status:-0}"
