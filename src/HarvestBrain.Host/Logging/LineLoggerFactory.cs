using Microsoft.Extensions.Logging;

namespace HarvestBrain.Host.Logging;

/// <summary>Hands out loggers of the one provider that the program has.</summary>
internal sealed class LineLoggerFactory(LineLoggerProvider provider) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => provider.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("there is one provider");

    public void Dispose()
    {
        // The provider belongs to whoever made it.
    }
}
