#!/usr/bin/env bash
# Writes the public surface of every package anew: src/*/PublicAPI.Shipped.txt. The build fails while one of them is stale.
# Usage: src/public-api.sh
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en LC_ALL=C

packages=$(dirname -- */PublicAPI.Shipped.txt)
for package in $packages; do
  echo '#nullable enable' | tee "$package/PublicAPI.Shipped.txt" > "$package/PublicAPI.Unshipped.txt"
done

# What is not written down is a warning that quotes the line that is missing.
report=$(mktemp)
trap 'rm -f "$report"' EXIT
for package in $packages; do
  dotnet build "$package" -c Release --nologo -tl:off -clp:NoSummary -p:TreatWarningsAsErrors=false >> "$report" || { cat "$report" >&2; exit 1; }
done
for package in $packages; do
  sed -n "s/.*warning RS0016: Symbol '\(.*\)' is not part of the declared public API.*\[.*$package\.csproj\]/\1/p" "$report" \
    | sort -u >> "$package/PublicAPI.Shipped.txt"
  echo "$package: $(($(wc -l < "$package/PublicAPI.Shipped.txt") - 1))"
done
