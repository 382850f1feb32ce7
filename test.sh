#!/usr/bin/env bash
# Builds everything and runs every test. Installs what the tests need and the machine lacks (redis-server, on Debian).
# Usage: ./test.sh [arguments for 'dotnet test', such as --filter FullyQualifiedName~Ladder]
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v redis-server >/dev/null; then
  echo "redis-server is missing: installing it"
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends redis-server
fi

dotnet build HarvestBrain.sln -c Release --nologo -v quiet
exec dotnet test HarvestBrain.sln -c Release --no-build --nologo "$@"
