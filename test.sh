#!/usr/bin/env bash
# Builds everything and runs every test. Installs what the tests need and the machine lacks (redis-server, shellcheck,
# systemd for systemd-analyze, prometheus with promtool, chromium, npm, gcc and libc6-dev for the published build; on Debian).
# Usage: ./test.sh [arguments for 'dotnet test', such as --filter FullyQualifiedName~Ladder]
set -euo pipefail
cd "$(dirname "$0")"

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
command -v shellcheck >/dev/null || missing+=(shellcheck)
command -v systemd-analyze >/dev/null || missing+=(systemd)
command -v promtool >/dev/null && command -v prometheus >/dev/null || missing+=(prometheus)
command -v chromium >/dev/null || missing+=(chromium)
command -v npm >/dev/null || missing+=(npm)
echo 'int main(void) { return 0; }' | gcc -x c -o /dev/null - 2>/dev/null || missing+=(gcc libc6-dev)
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing what the tests need and is missing: ${missing[*]}"
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# Nothing here runs for long enough to earn back what it costs to instrument it.
export DOTNET_TieredPGO=0

# All tests start the published build, which is made beside the other one: each leaves a core idle half of the time. Part of the tests start
# the program that they were built with.
if [ $# = 0 ]; then
  where=$(mktemp)
  tests/HarvestBrain.Deploy.Tests/published.sh >"$where" & published=$!
fi
# One compiler for all projects, that starts once.
dotnet build HarvestBrain.sln -c Release --nologo -v quiet -p:UseSharedCompilation=true
if [ $# = 0 ]; then
  wait "$published"
  TEST_PROGRAM=$(cat "$where")/harvestbrain
  export TEST_PROGRAM
  rm -f "$where"
fi
# Five projects at a time, those that take longest first, as the solution lists them: their tests wait more than they compute.
# A script that was started in the background ignores these, and what it starts inherits that; some tests send them.
exec env --default-signal=INT,QUIT dotnet test HarvestBrain.sln -c Release --no-build --nologo -m:5 "$@"
