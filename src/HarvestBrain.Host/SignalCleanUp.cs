using System.Runtime.InteropServices;

namespace HarvestBrain.Host;

/// <summary>While it lives, a signal that ends the program deletes first what nobody wants to find behind it.</summary>
internal sealed class SignalCleanUp : IDisposable
{
    /// <summary>By which a program is told to end.</summary>
    public static readonly PosixSignal[] Ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="delete">Deletes files; may be called while they are written.</param>
    public SignalCleanUp(Action delete)
    {
        _registrations = [.. Ends.Select(signal => PosixSignalRegistration.Create(signal, _ => Delete()))];

        void Delete()
        {
            try
            {
                delete();
            }
            catch (Exception e) when (WriteError.Is(e))
            {
                // The program ends; there is nobody to do anything about it.
            }
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }
}
