#!/usr/bin/env bash
# Makes the program as one native file that needs nothing installed: compiled ahead of time (Native AOT). On the machine that
# runs it, it needs glibc 2.34 or later: Debian 12, Ubuntu 22.04, RHEL 9.
#
#   deploy/publish.sh [linux-x64] [linux-arm64] [--out DIR]
#
#   --out DIR   where harvestbrain-<platform>/ goes (default: artifacts)
#
# A platform that is asked for gets the compiler that links for it, where apt-get can install that: gcc and libc6-dev, for the
# other processor its cross compiler. Without a platform: that of this machine, and the other one if its compiler is there.
# `harvestbrain --version` tells version and commit, with .dirty behind it when the tree holds changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case $(uname -m) in aarch64 | arm64) here=linux-arm64 other=linux-x64 ;; *) here=linux-x64 other=linux-arm64 ;; esac

out=artifacts asked=()
while [ $# -gt 0 ]; do
  case $1 in
    linux-x64 | linux-arm64) asked+=("$1"); shift ;;
    --out) out=${2:?--out needs a folder}; shift 2 ;;
    -h | --help) sed -n '2,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"; exit 0 ;;
    *) echo "publish.sh: unknown argument $1" >&2; exit 64 ;;
  esac
done

# The prefix of the tools, and what they are called on Debian and Ubuntu.
tools_for() {
  case $1 in
    "$here") prefix="" packages=(gcc libc6-dev) ;;
    linux-arm64) prefix=aarch64-linux-gnu- packages=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross) ;;
    linux-x64) prefix=x86_64-linux-gnu- packages=(gcc-x86-64-linux-gnu libc6-dev-amd64-cross) ;;
  esac
}

# Whether they are there is found out by linking: a compiler without the files of libc is none.
can_link() { echo 'int main(void) { return 0; }' | "${prefix}gcc" -x c -o /dev/null - 2>/dev/null; }

# Sees to the tools of a platform; says what to install where that cannot be done from here.
need_tools() {
  tools_for "$1"
  ! can_link || return 0
  local as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  if command -v apt-get >/dev/null && { [ -z "$as_root" ] || command -v sudo >/dev/null; }; then
    echo "$1: installing what links it: ${packages[*]}"
    $as_root apt-get update -qq
    $as_root apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  fi
  can_link || { echo "$1: needs ${prefix}gcc and the C library's files to link with (Debian: ${packages[*]})" >&2; return 1; }
}

optional=""
if [ ${#asked[@]} = 0 ]; then
  asked=("$here")
  tools_for "$other"
  if can_link; then asked+=("$other") optional=$other; else echo "$other: left out, its tools are not here: ${packages[*]}"; fi
fi

commit=$(git rev-parse HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain --untracked-files=no 2>/dev/null)" ] || commit=$commit.dirty

# A folder of its own for what the build leaves, so that it never meets a build that runs beside it.
mkdir -p "$out/build"
build=$(cd "$out" && pwd)/build
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# What links: the compiler itself, or for the other processor one that bears with what the SDK says. It names the target as clang
# wants to be told, and a cross compiler of gcc has but one.
make_linker() {
  linker=${prefix}gcc
  [ -n "$prefix" ] || return 0
  linker=$build/$linker
  cat >"$linker" <<EOF
#!/bin/sh
for argument; do
  shift
  case \$argument in --target=*) ;; *) set -- "\$@" "\$argument" ;; esac
done
exec ${prefix}gcc "\$@"
EOF
  chmod +x "$linker"
}

publish() {
  local platform=$1 made=$build/published-$1 target=$out/harvestbrain-$1
  # Not -r: restore would take it for one of several platforms, and fetch nothing that compiles natively.
  local options=(-p:RuntimeIdentifier="$platform" --artifacts-path "$build" -v quiet)
  if ! dotnet restore src/HarvestBrain.Host "${options[@]}" >"$log" 2>&1; then
    echo "$platform: left out, its packages cannot be restored:"
    grep -oE 'error [A-Z]+[0-9]+: [^[]*' "$log" | sort -u | head -n 3 | sed 's/^/  /'
    return 1
  fi
  rm -rf "$made" "$target"
  dotnet publish src/HarvestBrain.Host --no-restore -c Release --nologo "${options[@]}" -p:SourceRevisionId="$commit" \
    -p:CppCompilerAndLinker="$linker" -p:ObjCopyName="${prefix}objcopy" -o "$made" || return 1
  [ -x "$made/harvestbrain" ] || { echo "$platform: the build ended without an error and without the program" >&2; return 1; }
  mkdir -p "$target" && cp "$made/harvestbrain" LICENSE "$target/" || return 1
  echo "$platform: $target/harvestbrain, $(du -k "$target/harvestbrain" | awk '{ printf "%.1f MB", $1 / 1024 }')"
}

status=0
for platform in "${asked[@]}"; do
  need_tools "$platform" && make_linker && publish "$platform" || [ "$platform" = "$optional" ] || status=1
done
exit "$status"
