#!/usr/bin/env bash
# Runs the installed program with the settings of the service, such as: ops/harvestbrain.sh kill on
#
#   ops/harvestbrain.sh [--env FILE] [--root DIR] COMMAND [ARGUMENTS]
#
#   --env FILE   settings (default: /etc/quantum/harvest-brain.env); variables that are set win
#   --root DIR   of what install.sh --root put below DIR
#
# The commands are those of the program: kill on, kill off, status, release SYMBOL, check-config, replay FILE..., record,
# verify [TAPE], --version; COMMAND --help for more.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$HERE/lib.sh"

while [ $# -gt 0 ]; do
  case $1 in
    --env) ENV_FILE=${2:?--env needs a file}; shift 2 ;;
    --root) set_root "${2-}"; shift 2 ;;
    -h | --help) show_help; exit 0 ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || wrong_usage "no command"
load_settings
program=$ROOT/$APP_PATH/harvestbrain
[ -x "$program" ] || die "no program at $program: install it with ops/install.sh"
exec "$program" "$@"
