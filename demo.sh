#!/usr/bin/env bash
# Shows the service at work: a Redis of its own, a made-up market, a trader, the service in live mode, a paper venue, the status page. Installs
# redis-server where it is missing (on Debian and Ubuntu). Needs the .NET 10 SDK. Ends with Ctrl-C and leaves nothing behind.
# Usage: ./demo.sh [--speed N] [--seed N] [--seconds N] [--port PORT]
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v redis-server >/dev/null && command -v apt-get >/dev/null; then
  echo "installing redis-server"
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends redis-server
fi

dotnet build src/HarvestBrain.Host -c Release --nologo -v quiet
exec dotnet src/HarvestBrain.Host/bin/Release/net10.0/harvestbrain.dll demo "$@"
