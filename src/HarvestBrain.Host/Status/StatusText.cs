using System.Globalization;
using HarvestBrain.Core;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Status;
using Spectre.Console;

namespace HarvestBrain.Host.Status;

/// <summary>A view as a page of text. Cells are plain text, never markup: what a producer writes cannot format anything.</summary>
internal static class StatusText
{
    private const int StopColumn = 4, MarkColumn = 6, MaxPerSymbol = 24;
    private const char Filled = '■', Asked = '▣', Refused = '✗', Due = '!', Armed = '□';

    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Dim = new(decoration: Decoration.Dim);
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);
    private static readonly Style Warning = new(Color.Yellow);

    /// <param name="console">Where to.</param>
    /// <param name="view">The view.</param>
    /// <param name="narrow">Leaves out what can be missed most easily.</param>
    public static void Write(IAnsiConsole console, ServiceView view, bool narrow)
    {
        WriteHead(console, view);
        WriteStreams(console, view);
        WritePositions(console, view, narrow);
        WriteIntents(console, view);
    }

    private static void WriteHead(IAnsiConsole console, ServiceView view)
    {
        string instance = view.Instance.Length == 0 ? "" : $", instance {view.Instance}";
        Line(console, "HarvestBrain", $"{IntentEncoder.Iso8601(view.AtUnixMs)}  {Words.Of(view.Mode)} mode{instance}", Bold);
        if (view.ModeDiffers) Line(console, "", "the settings given here say the other mode", Warning);
        if (view.Owner is { } owner) Line(console, "owner", $"{Clean(owner)}, lease runs for {Seconds(view.LeaseLeftMs)} more", Good);
        else Line(console, "owner", "NOBODY: the service does not run", Bad);
        if (!view.KillSwitchOn)
            Line(console, "kill switch", $"off{(view.KillSwitchOff is { } off ? $" ('{Clean(off)}')" : "")}");
        else
            Line(console, "kill switch",
                $"ON{(view.KillSwitchValue is { } value ? $" ('{Clean(value)}')" : "")}: nothing is published", Bad);
        Line(console, "rate", $"{view.IntentsInLastMinute} of {view.MaxActionsPerMinute} intents in the last minute");
        Line(console, "dead letters", view.DeadLetters is { } letters ? Count(letters) : "not permitted to count",
            view.DeadLetters > 0 ? Warning : Style.Plain);
        string suspect = view.SuspectPositions > 0 ? $", {view.SuspectPositions} SUSPECT" : "";
        Line(console, "positions", $"{Count(view.OpenPositions)} open{suspect}{(view.IsPartial ? ", and more" : "")}",
            view.SuspectPositions > 0 ? Bad : Style.Plain);
        foreach ((string key, string why) in view.Unreadable) Line(console, "unreadable", $"{Clean(key)}: {OneLine.Of(why, 200)}", Bad);
    }

    private static void WriteStreams(IAnsiConsole console, ServiceView view)
    {
        console.WriteLine();
        Table table = NewTable("stream", ">lag", ">pending", "last applied", ">added before");
        foreach (StreamView stream in view.Streams)
        {
            table.AddRow(
                Cell(Clean(stream.Name)),
                stream.HasGroup
                    ? Cell(stream.Lag is { } lag ? Count(lag) : "?", stream.Lag > 0 ? Warning : Style.Plain)
                    : Cell("NO GROUP", Bad),
                Cell(Count(stream.Pending)), Cell(stream.Applied is { } id ? Clean(id) : "nothing yet"),
                Cell(stream.AppliedAgeMs is { } age ? Seconds(age) : ""));
        }
        console.Write(table);
    }

    private static void WritePositions(IAnsiConsole console, ServiceView view, bool narrow)
    {
        if (view.Positions.Count == 0) return;
        console.WriteLine();
        Table table = narrow
            ? NewTable("symbol", "side", ">quantity", ">entry", ">stop", ">mark", ">R", "rungs", "")
            : NewTable("symbol", "side", ">quantity", ">entry", ">stop", "kind", ">mark", ">age", ">R", "rungs", "");
        foreach (StoredPosition position in view.Positions)
        {
            string hedge = position.PositionSide == PositionSide.Both ? "" : ":" + Words.Of(position.PositionSide);
            List<Text> cells =
            [
                Cell(Symbol(position.Symbol) + hedge), Cell(Words.Of(position.Direction)), Cell(PlainDecimal.Format(position.Quantity)),
                Cell(PlainDecimal.Format(position.EntryPrice)), Cell(position.StopPrice is { } stop ? PlainDecimal.Format(stop) : "none"),
                Cell(PlainDecimal.Format(position.MarkPrice)),
                Cell(position.RLevel is { } r ? r.ToString("0.00", CultureInfo.InvariantCulture) : "-", RStyle(position.RLevel)),
                Cell(Bar(position.Rungs)),
                Cell(Trouble(position), position is { IsDust: true, Suspect: false } ? Dim : Bad),
            ];
            if (!narrow)
            {
                cells.Insert(StopColumn + 1, Cell(position.StopKind ?? "", Dim));
                cells.Insert(MarkColumn + 1, Cell(Seconds(position.MarkAgeMs), Dim));
            }
            table.AddRow(cells);
        }
        console.Write(table);
        if (view.OpenPositions > view.Positions.Count)
            console.WriteLine($"and {view.OpenPositions - view.Positions.Count} more");
        console.Write(new Text($"rungs: {Filled} filled  {Asked} asked for  {Refused} refused  {Due} due  {Armed} armed\n", Dim));
    }

    private static void WriteIntents(IAnsiConsole console, ServiceView view)
    {
        console.WriteLine();
        if (view.Intents is not { } intents)
        {
            console.WriteLine("intents: not permitted to read the history");
            return;
        }
        if (intents.Count == 0)
        {
            console.WriteLine("no intents yet");
            return;
        }
        Table table = NewTable("last intents", "symbol", "what", ">R", "reason", "");
        foreach (StoredIntent intent in intents)
        {
            string what = intent.Cancels is { } id ? $"takes back {OneLine.Of(id)}"
                : intent.StopPrice is { } stop ? Stop(intent, stop)
                : $"{Clean(intent.Side ?? "")} {PlainDecimal.Format(intent.Quantity ?? 0)}";
            table.AddRow(
                Cell(IntentEncoder.Iso8601(intent.AtUnixMs), Dim), Cell(Symbol(intent.Symbol)), Cell(what),
                Cell(intent.RLevel.ToString("0.00", CultureInfo.InvariantCulture)),
                Cell(OneLine.Of(intent.Reason) + Attempt(intent)), Cell(intent.IsDryRun ? "suggested" : "asked", Dim));
        }
        console.Write(table);
    }

    private static string Stop(StoredIntent intent, decimal stop)
    {
        string protects = intent.ProtectQuantity is { } quantity ? $" protects {PlainDecimal.Format(quantity)}" : "";
        bool isMove = !intent.IntentId.Contains(":protect:", StringComparison.Ordinal);
        return $"stop {(isMove ? "to " : "")}{PlainDecimal.Format(stop)}{(isMove && protects.Length > 0 ? "," : "")}{protects}";
    }

    private static string Attempt(StoredIntent intent) =>
        intent.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $", attempt {intent.Attempt}") : "";

    private static string Trouble(StoredPosition position) => position switch
    {
        { StopState: StopState.Crossed } => "THROUGH ITS STOP",
        { Protection: [{ Code: ProtectionCode.Unprotected }, ..] } => "UNPROTECTED",
        { Suspect: true } => "SUSPECT",
        { Protection: [{ Code: var code }, ..] } => Protection(code),
        { IsDust: true } => "dust", // no order can close it, and nothing is asked for: its stop and its R matter to nobody
        { RLevel: null } => "NO STOP",
        { StopState: StopState.Rejected } => "STOP REFUSED",
        { StopState: StopState.Requested, StopAttempt: > 1 } => $"stop asked for {position.StopAttempt} times",
        _ => "",
    };

    private static string Protection(ProtectionCode code) => code switch
    {
        ProtectionCode.ProtectionQuantityDiffers => "STOP OF ANOTHER QUANTITY",
        ProtectionCode.ProtectionPriceDiffers => "STOP AT ANOTHER PRICE",
        ProtectionCode.OrphanOrder => "ORPHAN ORDER",
        _ => "UNPROTECTED",
    };

    private static string Bar(IReadOnlyList<StoredRung> rungs) => string.Concat(rungs.Select(rung => rung switch
    {
        { State: RungState.Filled } => Filled,
        { State: RungState.Requested, IsRejected: true } => Refused,
        { State: RungState.Requested } => Asked,
        { IsDue: true } => Due,
        _ => Armed,
    }));

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (string name in columns)
        {
            bool right = name.StartsWith('>');
            var column = new TableColumn(new Text(right ? name[1..] : name, Bold)) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(right ? column.RightAligned() : column);
        }
        return table;
    }

    private static void Line(IAnsiConsole console, string name, string text, Style? style = null)
    {
        console.Write(new Text(name.PadRight(14), Dim));
        console.Write(new Text(text + "\n", style));
    }

    private static Text Cell(string text, Style? style = null) => new Text(text, style);

    private static string Clean(string text) => OneLine.Of(text);

    // One long name must not push everything else out of sight.
    private static string Symbol(string symbol) => OneLine.Of(symbol, MaxPerSymbol);

    private static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Style? RStyle(decimal? r) => r switch
    {
        >= 0 => Good,
        < 0 => Bad,
        null => Warning,
    };

    private static string Seconds(long ms) => ms switch
    {
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:0.0} s"),
        < 3_600_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 60_000} min"),
        < 86_400_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 3_600_000} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ms / 86_400_000} d"),
    };
}
