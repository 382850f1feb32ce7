using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis;
using HarvestBrain.Redis.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HarvestBrain.Host.Service;

/// <summary>
/// Tells systemd READY, STATUS, WATCHDOG and STOPPING. The protocol is one datagram (sd_notify(3)); the library for it says READY and
/// STOPPING.
/// </summary>
internal sealed class SystemdNotifier(HarvestStatus status, IOptions<HarvestBrainOptions> options, TimeProvider time) : BackgroundService
{
    private const string SocketVariable = "NOTIFY_SOCKET";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string? _socket = Environment.GetEnvironmentVariable(SocketVariable);
    private readonly bool _watchdog = Environment.GetEnvironmentVariable("WATCHDOG_USEC") is not null;

    /// <summary>We were started by something that waits to be told.</summary>
    public static bool IsWanted => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(SocketVariable));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool ready = false;
        try
        {
            while (true)
            {
                StatusSnapshot now = status.Now;
                var message = new StringBuilder($"STATUS={Text(now, options.Value.Mode)}\n");
                if (!ready && status.Ready.IsCompleted)
                {
                    message.Append("READY=1\n");
                    ready = true;
                }
                // A loop that hangs says nothing more, and systemd starts the service anew.
                if (_watchdog && ServiceHealth.IsAlive(now, time.GetUtcNow().ToUnixTimeMilliseconds()))
                    message.Append("WATCHDOG=1\n");
                Send(message.ToString());
                // Whoever waits for READY does not wait for the next tick.
                if (!ready)
                    await status.Ready.WaitAsync(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                else await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            Send("STOPPING=1\nSTATUS=stopping\n");
        }
    }

    private static string Text(StatusSnapshot now, HarvestMode mode) => string.Create(
        CultureInfo.InvariantCulture,
        $"{now.State}, {Words.Of(mode)}{(now.KillSwitchOn ? ", KILL SWITCH ON" : "")}, "
        + $"{now.OpenPositions} positions ({now.SuspectPositions} suspect), lag {now.Lag}");

    private void Send(string message)
    {
        try
        {
            // A name that begins with @ is in the abstract namespace, where the first byte is 0.
            string path = _socket![0] == '@' ? "\0" + _socket[1..] : _socket;
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send(Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine($"harvestbrain: systemd cannot be notified: {e.Message}");
        }
    }
}
