using System.Runtime.InteropServices;
using HarvestBrain.Import.Records;

namespace HarvestBrain.Import.Storing;

/// <summary>
/// A fill as bytes, and back, to the last digit. Most of them have few of the numbers that a fill can have, so only those are there that
/// are not 0.
/// </summary>
internal sealed class FillCodec
{
    private const int MaxNames = 10_000; // symbols and assets; what more there are, such as positions of MetaTrader, stand in each fill
    private const int LengthBytes = sizeof(int), Nothing = -1, Inline = -2;

    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[512];
    private int _at;

    [Flags]
    private enum Has
    {
        None = 0,
        Buy = 1,
        ReduceOnly = 1 << 1,
        InContracts = 1 << 2,
        TellsReductions = 1 << 3,
        Bust = 1 << 4,
        Corrections = 1 << 5,
        Dust = 1 << 6,
        ToldAsClosing = 1 << 7,
        Realized = 1 << 8,
        Stop = 1 << 9,
        ContractSize = 1 << 10,
        Cost = 1 << 11,
        TextId = 1 << 12,
        Replaces = 1 << 13,
        Position = 1 << 14,
    }

    /// <summary>What every fill has.</summary>
    private readonly record struct Fixed(
        Has Has, long TimeMs, long Rank, int File, int Sequence, int Line, decimal Quantity, decimal Price, decimal Fee, ulong NumericId,
        ulong OrderKey, Market Market, FeeUnit FeeUnit, Grain Grain, PositionSide PositionSide);

    /// <summary>The bytes of a fill; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(Execution fill)
    {
        Has has = Flags(fill);
        _at = LengthBytes;
        Put(new Fixed(
            has, fill.TimeMs, fill.Rank, fill.File, fill.Sequence, fill.Line, fill.Quantity, fill.Price, fill.Fee, fill.NumericId,
            fill.OrderKey, fill.Market, fill.FeeUnit, fill.Grain, fill.PositionSide));
        if (has.HasFlag(Has.Realized)) Put(fill.Realized!.Value);
        if (has.HasFlag(Has.Stop)) Put(fill.Stop);
        if (has.HasFlag(Has.ContractSize)) Put(fill.ContractSize);
        if (has.HasFlag(Has.Cost)) Put(fill.Cost);
        PutName(fill.Symbol);
        PutName(fill.Quote);
        PutName(fill.FeeAsset);
        PutName(fill.RiskSource);
        if (has.HasFlag(Has.TextId)) PutText(fill.TextId!);
        if (has.HasFlag(Has.Replaces)) PutText(fill.Replaces!);
        if (has.HasFlag(Has.Position)) PutText(fill.Position!);
        MemoryMarshal.Write(_buffer, _at);
        return _buffer.AsSpan(0, _at);
    }

    /// <summary>Reads a fill.</summary>
    /// <param name="bytes">Bytes that begin with one.</param>
    /// <param name="fill">The fill.</param>
    /// <param name="length">How many bytes it has, as far as they tell it; else 0.</param>
    /// <returns><see langword="false"/> when not all of them are there.</returns>
    public bool TryRead(ReadOnlySpan<byte> bytes, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Execution? fill, out int length)
    {
        fill = null;
        length = bytes.Length < LengthBytes ? 0 : MemoryMarshal.Read<int>(bytes);
        if (length == 0 || length > bytes.Length) return false;
        ReadOnlySpan<byte> rest = bytes[LengthBytes..length];
        var head = Take<Fixed>(ref rest);
        decimal? realized = head.Has.HasFlag(Has.Realized) ? Take<decimal>(ref rest) : null;
        decimal stop = head.Has.HasFlag(Has.Stop) ? Take<decimal>(ref rest) : 0;
        decimal size = head.Has.HasFlag(Has.ContractSize) ? Take<decimal>(ref rest) : 0;
        decimal cost = head.Has.HasFlag(Has.Cost) ? Take<decimal>(ref rest) : 0;
        fill = new Execution
        {
            Symbol = TakeName(ref rest)!, Quote = TakeName(ref rest), FeeAsset = TakeName(ref rest), RiskSource = TakeName(ref rest),
            TextId = head.Has.HasFlag(Has.TextId) ? TakeText(ref rest) : null,
            Replaces = head.Has.HasFlag(Has.Replaces) ? TakeText(ref rest) : null,
            Position = head.Has.HasFlag(Has.Position) ? TakeText(ref rest) : null,
            TimeMs = head.TimeMs, Rank = head.Rank, File = head.File, Sequence = head.Sequence, Line = head.Line,
            Quantity = head.Quantity, Price = head.Price, Fee = head.Fee, NumericId = head.NumericId, OrderKey = head.OrderKey,
            Market = head.Market, FeeUnit = head.FeeUnit, Grain = head.Grain, PositionSide = head.PositionSide,
            Realized = realized, Stop = stop, ContractSize = size, Cost = cost,
            IsBuy = head.Has.HasFlag(Has.Buy), ReduceOnly = head.Has.HasFlag(Has.ReduceOnly),
            InContracts = head.Has.HasFlag(Has.InContracts), TellsReductions = head.Has.HasFlag(Has.TellsReductions),
            IsBust = head.Has.HasFlag(Has.Bust), HasCorrections = head.Has.HasFlag(Has.Corrections),
            IsDust = head.Has.HasFlag(Has.Dust), IsToldAsClosing = head.Has.HasFlag(Has.ToldAsClosing),
        };
        return true;
    }

    private static Has Flags(Execution fill)
    {
        Has has = Has.None;
        if (fill.IsBuy) has |= Has.Buy;
        if (fill.ReduceOnly) has |= Has.ReduceOnly;
        if (fill.InContracts) has |= Has.InContracts;
        if (fill.TellsReductions) has |= Has.TellsReductions;
        if (fill.IsBust) has |= Has.Bust;
        if (fill.HasCorrections) has |= Has.Corrections;
        if (fill.IsDust) has |= Has.Dust;
        if (fill.IsToldAsClosing) has |= Has.ToldAsClosing;
        if (fill.Realized is not null) has |= Has.Realized;
        if (fill.Stop != 0) has |= Has.Stop;
        if (fill.ContractSize != 0) has |= Has.ContractSize;
        if (fill.Cost != 0) has |= Has.Cost;
        if (fill.TextId is not null) has |= Has.TextId;
        if (fill.Replaces is not null) has |= Has.Replaces;
        if (fill.Position is not null) has |= Has.Position;
        return has;
    }

    private void Put<T>(T value)
        where T : unmanaged
    {
        Span<byte> room = Room(System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        MemoryMarshal.Write(room, value);
    }

    private Span<byte> Room(int length)
    {
        if (_at + length > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _at + length));
        Span<byte> room = _buffer.AsSpan(_at, length);
        _at += length;
        return room;
    }

    private void PutName(string? name)
    {
        if (name is null) Put(Nothing);
        else if (_places.TryGetValue(name, out int place)) Put(place);
        else if (_names.Count < MaxNames)
        {
            Put(_names.Count);
            _places.Add(name, _names.Count);
            _names.Add(name);
        }
        else
        {
            Put(Inline);
            PutText(name);
        }
    }

    private void PutText(string text)
    {
        ReadOnlySpan<byte> characters = MemoryMarshal.AsBytes(text.AsSpan());
        Put(characters.Length);
        characters.CopyTo(Room(characters.Length));
    }

    private static T Take<T>(ref ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(bytes);
        bytes = bytes[System.Runtime.CompilerServices.Unsafe.SizeOf<T>()..];
        return value;
    }

    private string? TakeName(ref ReadOnlySpan<byte> bytes)
    {
        int place = Take<int>(ref bytes);
        return place == Nothing ? null : place == Inline ? TakeText(ref bytes) : _names[place];
    }

    private static string TakeText(ref ReadOnlySpan<byte> bytes)
    {
        int length = Take<int>(ref bytes);
        string text = new(MemoryMarshal.Cast<byte, char>(bytes[..length]));
        bytes = bytes[length..];
        return text;
    }
}
