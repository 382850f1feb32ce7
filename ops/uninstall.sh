#!/usr/bin/env bash
# Removes what ops/install.sh installed, with settings, logs and user. What is in Redis stays: ops/harvest-brain-rollback.sh
# --clean removes that. Doing it again changes nothing.
#
#   ops/uninstall.sh [--root DIR] [--keep-config]
#
#   --root DIR      uninstall below DIR, where install.sh --root put it
#   --keep-config   leave /etc/quantum/harvest-brain.env
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$HERE/lib.sh"

keep=no
while [ $# -gt 0 ]; do
  case $1 in
    --root) set_root "${2-}"; shift 2 ;;
    --keep-config) keep=yes; shift ;;
    -h | --help) show_help; exit 0 ;;
    *) wrong_usage "unknown argument $1" ;;
  esac
done
[ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || die "must run as root (or with --root DIR)"

if ! has_systemd; then
  echo "service   not stopped: $(why_no_systemd)"
elif systemctl cat "$SERVICE" >/dev/null 2>&1; then
  systemctl disable --now --quiet "$SERVICE"
  echo "service   stopped and disabled"
else
  echo "service   is not there"
fi

remove_path() {
  [ -e "$ROOT/$1" ] || return 0
  rm -rf "$ROOT/${1:?}"
  echo "removed   $ROOT/$1"
}
for path in "$UNIT_PATH" "$APP_PATH" "$APP_PATH.new" "$APP_PATH.old" "$DOC_PATH" "var/lib/$SERVICE" "var/log/$SERVICE"; do
  remove_path "$path"
done
[ "$keep" = yes ] || remove_path "$ENV_PATH"
! has_systemd || { systemctl daemon-reload; systemctl reset-failed "$SERVICE" 2>/dev/null || true; }

# Folders that we may have made, if nothing else is in them: of the system's own only below a trial root.
if [ -n "$ROOT" ]; then
  for path in "$UNIT_PATH" "$APP_PATH" "$DOC_PATH" "$ENV_PATH" var/lib/x var/log/x; do
    parent=$(dirname "$path")
    [ ! -d "$ROOT/$parent" ] || (cd "$ROOT" && rmdir -p --ignore-fail-on-non-empty "$parent")
  done
else
  for folder in /opt/quantum /etc/quantum; do
    [ ! -d "$folder" ] || rmdir --ignore-fail-on-non-empty "$folder"
  done
fi

if [ -n "$ROOT" ]; then
  echo "user      left alone (--root)"
elif id "$OWN_USER" >/dev/null 2>&1; then
  userdel "$OWN_USER"
  echo "user      $OWN_USER removed"
fi
