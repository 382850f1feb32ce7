#!/usr/bin/env bash
# Makes the program as one file that needs nothing installed: self-contained, trimmed, compiled ahead (ReadyToRun).
#
#   deploy/publish.sh [linux-x64] [linux-arm64] [--out DIR]
#
#   --out DIR   where harvestbrain-<platform>/ goes (default: artifacts)
#
# Without a platform: both. One whose packages cannot be had is named and left out; it is an error if it was asked for.
# `harvestbrain --version` tells version and commit, with .dirty behind it when the tree holds changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=artifacts asked=() optional=no
while [ $# -gt 0 ]; do
  case $1 in
    linux-x64 | linux-arm64) asked+=("$1"); shift ;;
    --out) out=${2:?--out needs a folder}; shift 2 ;;
    -h | --help) sed -n '2,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"; exit 0 ;;
    *) echo "publish.sh: unknown argument $1" >&2; exit 64 ;;
  esac
done
[ ${#asked[@]} -gt 0 ] || { asked=(linux-x64 linux-arm64); optional=yes; }

commit=$(git rev-parse HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain --untracked-files=no 2>/dev/null)" ] || commit=$commit.dirty

# A folder of its own for what the build leaves, so that it never meets a build that runs beside it.
build=$out/build
options=(-c Release --nologo --artifacts-path "$build" -p:SourceRevisionId="$commit" -p:DebugType=embedded)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
for platform in "${asked[@]}"; do
  if ! dotnet restore src/HarvestBrain.Host -r "$platform" --artifacts-path "$build" -p:PublishReadyToRun=true >"$log" 2>&1; then
    echo "$platform: left out, its packages cannot be restored:"
    grep -oE 'error [A-Z]+[0-9]+: [^[]*' "$log" | sort -u | head -n 3 | sed 's/^/  /'
    [ "$optional" = yes ] || status=1
    continue
  fi
  target=$out/harvestbrain-$platform
  rm -rf "$target"
  dotnet publish src/HarvestBrain.Host -r "$platform" --no-restore "${options[@]}" -o "$target" -v quiet
  cp LICENSE "$target/"
  echo "$platform: $target/harvestbrain, $(du -k "$target/harvestbrain" | awk '{ printf "%.1f MB", $1 / 1024 }')"
done
exit "$status"
