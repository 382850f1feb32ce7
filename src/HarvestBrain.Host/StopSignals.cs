using System.Runtime.InteropServices;

namespace HarvestBrain.Host;

/// <summary>
/// While it lives, SIGINT, SIGTERM and SIGHUP, the terminal that is closed, end nothing but ask for the end: what is in hand is finished
/// first.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="stop">Is cancelled by a signal.</param>
    public StopSignals(CancellationTokenSource stop)
    {
        _registrations = [.. SignalCleanUp.Ends.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }
}
