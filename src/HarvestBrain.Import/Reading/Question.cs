namespace HarvestBrain.Import.Reading;

/// <summary>Something that neither the files nor an option told.</summary>
/// <param name="Option">The option that answers it.</param>
/// <param name="Text">The question.</param>
internal sealed record Question(string Option, string Text)
{
    public static Question Zone(SourceFile file) =>
        new("--tz", $"{file.Name}: its times name no time zone. In which one are they? --tz UTC, --tz +03:00, --tz Europe/Athens");

    public static Question Symbol(SourceFile file) =>
        new("--symbol",
            $"{file.Name}: neither the file nor its name tells the symbol: --symbol BTCUSDT, or --symbol "
            + $"'{Path.GetFileName(file.Name)}=BTCUSDT'");

    public static Question ContractSize(string symbol) =>
        new("--contracts", $"{symbol}: quantities are in contracts, and nothing tells how large one is: --contracts {symbol}=SIZE");

    public static Question Interval(SourceFile file) =>
        new("--interval", $"{file.Name}: one bar alone does not tell how long it is: --interval 1m (s, m, h, d)");
}
