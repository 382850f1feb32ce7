using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace HarvestBrain.Deploy.Tests.Documentation;

/// <summary>
/// A machine with the service installed and running, for the commands of the documents. Redis, redis-cli, the ops scripts and the program
/// are real. Not real, since a test is neither root nor booted by systemd: <c>sudo</c> just runs its command; <c>systemctl</c> starts and
/// stops the real program and the real server and keeps a record of what it was asked for; <c>journalctl</c> shows the program's log.
/// Paths of the installation lie below a root, and the scripts are told so by <c>--root</c>. A price comes in every 200 ms.
/// </summary>
internal sealed partial class Machine : IDisposable
{
    private readonly Site _site = new();
    private readonly Process _market;
    private readonly string _sparePort;

    public Machine()
    {
        _sparePort = Site.FreePort().ToString(CultureInfo.InvariantCulture);
        MakeClone();
        _site.Install();
        string settings = File.ReadAllText(_site.EnvFile)
            .Replace("REDIS_PORT=6379", $"REDIS_PORT={_site.Port}", StringComparison.Ordinal)
            .Replace("LOG_FILE=\n", $"LOG_FILE={_site.Log}\n", StringComparison.Ordinal);
        File.WriteAllText(_site.EnvFile, settings);
        foreach ((string name, string text) in StandIns) MakeProgram(name, text);
        _market = Shell.Start($"while :; do redis-cli -p {_site.Port} XADD quantum:stream:execution.result '*' symbol ETHUSDT status PRICE_UPDATE price 3350; sleep 0.2; done >/dev/null 2>&1");
        Run("systemctl enable --now quantum-harvest-brain").Succeeded();
        _site.Redis("XADD quantum:stream:execution.result '*' symbol ETHUSDT side BUY qty 1.0 price 3300 stop_loss 3200 status FILLED");
        _site.Eventually(() => _site.ReadLog().Contains("stop to 3300", StringComparison.Ordinal), "nothing is published");
    }

    /// <summary>What systemctl was asked for, in order.</summary>
    public string[] SystemctlCalls => File.ReadAllLines(Path.Combine(_site.Folder, "systemctl.calls"));

    /// <summary>Runs a script of a document; it ends at its first command that fails.</summary>
    public ShellResult Run(string script)
    {
        string here = InstalledPath().Replace(script, _site.Root + "$0");
        here = OpsScript().Replace(here, $"$0 --root {_site.Root}");
        here = here.Replace("/var/lib/redis", $"{_site.Folder}/redis", StringComparison.Ordinal)
            .Replace("/var/backups", $"{_site.Folder}/backups", StringComparison.Ordinal)
            .Replace("6390", _sparePort, StringComparison.Ordinal);
        string file = Path.Combine(_site.Folder, "script.sh");
        File.WriteAllText(file, $"set -euo pipefail\ncd {_site.Folder}/clone\n{here}\n");
        return Shell.Run($"timeout 600 bash {file}", ("PATH", $"{_site.Folder}/bin:{Environment.GetEnvironmentVariable("PATH")}"));
    }

    public void Dispose()
    {
        _market.Kill(entireProcessTree: true);
        _market.WaitForExit();
        _market.Dispose();
        Run("systemctl stop quantum-harvest-brain redis-server");
        _site.Dispose();
    }

    /// <summary>A clone of the repository in which the published build is made already: making it is tested by itself.</summary>
    private void MakeClone() => Shell.Run($"""
        set -e
        mkdir -p {_site.Folder}/clone/artifacts {_site.Folder}/clone/deploy {_site.Folder}/bin
        ln -s {Shell.Root}/ops {Shell.Root}/docs {_site.Folder}/clone/
        ln -s {Shell.Root}/deploy/* {_site.Folder}/clone/deploy/
        rm {_site.Folder}/clone/deploy/publish.sh
        printf '#!/bin/sh\nexit 0\n' >{_site.Folder}/clone/deploy/publish.sh
        chmod 755 {_site.Folder}/clone/deploy/publish.sh
        for machine in x64 arm64; do ln -s {_site.Build} {_site.Folder}/clone/artifacts/harvestbrain-linux-$machine; done
        """).Succeeded();

    private void MakeProgram(string name, string text)
    {
        string path = Path.Combine(_site.Folder, "bin", name);
        File.WriteAllText(path, $"#!/bin/bash\nfolder={_site.Folder} root={_site.Root} port={_site.Port} redis_server='{_site.RedisCommand}'\n{text}\n");
        Shell.Run($"chmod 755 {path}").Succeeded();
    }

    private static readonly (string Name, string Text)[] StandIns =
    [
        ("sudo", """
            while [ "$1" = -u ]; do shift 2; done
            exec "$@"
            """),
        ("redis-cli", """
            # The documents use the usual port; one that they name comes later and wins.
            exec "$(PATH=${PATH#*:} command -v redis-cli)" -p "$port" "$@"
            """),
        ("journalctl", """
            cat "$folder/harvest-brain.log"
            """),
        ("systemctl", """
            echo "$*" >>"$folder/systemctl.calls"
            is_running() { [ -e "$folder/service.pid" ] && [ ! -e "$folder/service.exit" ]; }
            start_redis() {
              redis-cli PING >/dev/null 2>&1 || (eval "$redis_server" --daemonize yes) >/dev/null
              until [ "$(redis-cli PING 2>/dev/null)" = PONG ]; do sleep 0.02; done
            }
            start_service() {
              ! is_running || return 0
              rm -f "$folder/service.exit"
              # As the unit says: the settings from the env file; ready when it works.
              (
                set -a
                # shellcheck disable=SC1090
                . "$root/etc/quantum/harvest-brain.env"
                "$root/opt/quantum/harvest-brain/harvestbrain" run >"$folder/service.out" 2>&1 &
                echo $! >"$folder/service.pid"
                code=0
                wait $! || code=$?
                echo $code >"$folder/service.exit"
              ) >/dev/null 2>&1 &
              for _ in $(seq 6000); do
                [ ! -e "$folder/service.exit" ] || { cat "$folder/service.out"; return 1; }
                [[ $(redis-cli GET quantum:harvest:lease 2>/dev/null) != *":$(cat "$folder/service.pid" 2>/dev/null):"* ]] || return 0
                sleep 0.02
              done
              return 1
            }
            stop_service() {
              is_running || return 0
              kill -s TERM "$(cat "$folder/service.pid")"
              until [ -e "$folder/service.exit" ]; do sleep 0.02; done
            }
            command=$1; shift
            now=no units=()
            for argument; do
              case $argument in --now) now=yes ;; -*) ;; *) units+=("$argument") ;; esac
            done
            for unit in "${units[@]}"; do
              case $command/$now/$unit in
                start/*/redis-server) start_redis ;;
                stop/*/redis-server) redis-cli SHUTDOWN >/dev/null 2>&1; while redis-cli PING >/dev/null 2>&1; do sleep 0.02; done ;;
                start/*/quantum-harvest-brain | enable/yes/quantum-harvest-brain) start_service || exit 1 ;;
                stop/*/quantum-harvest-brain | disable/yes/quantum-harvest-brain) stop_service ;;
                restart/*/quantum-harvest-brain) stop_service; start_service || exit 1 ;;
                status/*/quantum-harvest-brain) is_running && echo active ;;
                show/* | reset-failed/* | enable/no/*) ;;
                *) echo "systemctl $command $unit: not in these tests" >&2; exit 1 ;;
              esac
            done
            """),
    ];

    [GeneratedRegex(@"(?<![\w.])/(opt/quantum|etc/quantum)")]
    private static partial Regex InstalledPath();

    [GeneratedRegex(@"ops/[\w-]+\.sh\b")]
    private static partial Regex OpsScript();
}
