using HarvestBrain.Core.Guards;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;

namespace HarvestBrain.Core.Tests;

/// <summary>docs/contracts.md leaves out no code and no field name.</summary>
public sealed class ContractsTests
{
    private static readonly string Contracts = File.ReadAllText(Path.Combine(Repository.Root, "docs/contracts.md"));

    [Fact]
    public void Codes_Each_HasARow()
    {
        string[] codes = [.. Enum.GetNames<DecodeCode>(), .. Enum.GetNames<FoldCode>(), .. Enum.GetNames<HoldCode>(), .. Enum.GetNames<ProtectionCode>()];

        Assert.All(codes, code => Assert.Contains($"\n| `{code}` ", Contracts, StringComparison.Ordinal));
    }

    [Fact]
    public void FieldNames_Each_IsListed() => Assert.All(
        Enum.GetValues<Field>().Where(field => field != Field.Unknown),
        field => Assert.Contains($"`{FieldNames.Of(field)}`", Contracts, StringComparison.Ordinal));
}
