namespace HarvestBrain.Core.Wire;

/// <summary>
/// Reads fees as producers write them: a number with or without an asset beside it, or an object of both, as ccxt does. Not thread-safe: it
/// reuses its buffers.
/// </summary>
internal sealed class FeeReader(JsonFields json)
{
    private readonly RawFields _object = new();
    private readonly SymbolTable _assets = new();

    /// <summary>The names that a fee is told by.</summary>
    public static readonly Names Names = new(Field.Fee, Field.FeeUsd, Field.Commission);

    private static readonly Names AssetNames =
        new(Field.FeeAsset, Field.FeeCurrency, Field.FeeCurrencyCamel, Field.CommissionAssetCamel, Field.CommissionAsset);

    /// <summary>The first fee that is not zero and can be read. One that cannot be read is left out.</summary>
    public Fee Read(ref FieldReader reader)
    {
        bool isUnread = false;
        if (!reader.HasAny(Names)) return default;
        foreach (Field name in Names.InOrder)
        {
            if (!reader.TryText(name, out RawValue told)) continue;
            RawValue amount = told, asset = default;
            DecodeCode? problem = IsObject(told) ? Open(told, out amount, out asset) : null;
            if (problem is null && amount.Utf8.IsEmpty) continue; // an object that tells no fee
            decimal fee = 0;
            problem ??= FieldReader.Read(amount, out fee);
            if (Math.Abs(fee) > Limits.MaxNotional) problem ??= DecodeCode.NumberOutOfRange;
            if (problem is { } code)
            {
                reader.LeaveOut(code, name, told);
                isUnread = true;
                continue;
            }
            if (fee == 0) continue;
            if (asset.Utf8.IsEmpty && name != Field.FeeUsd) reader.TryText(AssetNames, out asset);
            // An asset that is no possible name is none that is known.
            return new Fee(fee, asset.Utf8.IsEmpty ? null : _assets.Intern(asset.Utf8.Span) ?? "?", IsUnread: false);
        }
        return new Fee(0, null, isUnread);
    }

    private static bool IsObject(RawValue value) =>
        value.Kind == RawKind.Object || (value.Kind == RawKind.Text && value.Utf8.Span.TrimStart((byte)' ').StartsWith("{"u8));

    private DecodeCode? Open(RawValue value, out RawValue amount, out RawValue asset)
    {
        _object.Clear();
        DecodeCode? problem = json.Read(value.Utf8, _object);
        asset = _object.TryGet(Field.Currency, out RawValue currency) ? currency : default;
        amount = _object.TryGet(Field.Cost, out RawValue cost) ? cost : default;
        // A number under another name may be a fee, too.
        bool tellsElse = amount.Utf8.IsEmpty && value.Utf8.Span.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;
        return problem ?? (tellsElse ? DecodeCode.NumberInvalid : null);
    }
}

/// <summary>A fee as it was told.</summary>
/// <param name="Amount">What was paid, in <paramref name="Asset"/>; negative = a rebate.</param>
/// <param name="Asset">The asset; <see langword="null"/> = not told, the quote currency.</param>
/// <param name="IsUnread">One was told that cannot be read.</param>
internal readonly record struct Fee(decimal Amount, string? Asset, bool IsUnread);
