using HarvestBrain.Core;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Observers;

namespace EmbeddedService;

/// <summary>Prints a line for each intent, once it is published, and for what stands in its way.</summary>
internal sealed class HarvestTable : IHarvestObserver
{
    public ValueTask OnNoticeAsync(HarvestNotice notice, CancellationToken cancellationToken)
    {
        if (Line(notice) is { } line) Console.WriteLine(line);
        return ValueTask.CompletedTask;
    }

    private static string? Line(HarvestNotice notice) => notice switch
    {
        ServiceStarted started => $"mode {Words.Of(started.Mode)}\nsymbol      R  asked for",
        IntentPublished published => $"{published.Intent.Key.Symbol,-8} {published.Intent.RLevel,4:0.00}  {What(published.Intent)}",
        IntentHeld held => $"{held.Hold.Key.Symbol,-8}       nothing: {held.Hold}",
        KillSwitchChanged changed => $"kill switch {(changed.On ? "on" : "off")}",
        _ => null, // there are more kinds, and there may be new ones
    };

    private static string What(Intent intent) => intent.Kind == IntentKind.PartialClose
        ? $"{Words.Of(intent.Side)} {PlainDecimal.Format(intent.Quantity)} reduce-only"
        : $"stop to {PlainDecimal.Format(intent.StopPrice)}";
}
