#!/usr/bin/env bash
# Makes the published build of these sources, unless it is there: once for all test runs and all processes of one. Prints its folder;
# what publish.sh said lies beside it, in publish.log.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

out=$PWD/artifacts/tests
case $(uname -m) in aarch64 | arm64) platform=linux-arm64 ;; *) platform=linux-x64 ;; esac
mkdir -p "$out"
exec 9>"$out/lock"
flock 9

# All that goes into it. A commit that changes none of it need not be made anew; which one the program tells is kept.
sources=$(
  git ls-files -z --cached --others --exclude-standard -- src 'Directory.*' global.json nuget.config deploy/publish.sh LICENSE |
    xargs -0 sha256sum 2>&1 || true # one that is gone is named on standard error
)
stamp=$(sha256sum <<<"$sources")
if [ "$(cat "$out/stamp" 2>/dev/null)" != "$stamp" ]; then
  rm -f "$out/stamp"
  git rev-parse HEAD >"$out/commit"
  # Without the lock: a compiler that stays behind would keep it.
  deploy/publish.sh "$platform" --out "$out" 9>&- >"$out/publish.log" 2>&1 || { cat "$out/publish.log" >&2; exit 1; }
  echo "$stamp" >"$out/stamp"
fi
echo "$out/harvestbrain-$platform"
