using System.IO.Compression;
using HarvestBrain.Import.Tests.Story;

namespace HarvestBrain.Import.Tests.Reading;

/// <summary>Files that hold nothing say what to do.</summary>
public sealed class NothingToReadTests
{
    [Theory]
    [InlineData("")]
    [InlineData("x.CHECKSUM")]
    public void Archive_WithoutAFile_IsRefused(string entry)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            if (entry.Length > 0) zip.CreateEntry(entry);
        }

        ImportResult result = Imports.Read([Imports.Input("fills.zip", packed.ToArray())], new ImportOptions());

        Assert.Equal(ImportStatus.Refused, result.Status);
        Assert.Contains("refused: fills.zip: holds no file to import; download it again, or leave it out", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Header_WithoutARow_IsNamed()
    {
        ImportResult result = Imports.Read([Texts.Spot()], new ImportOptions());

        Assert.Equal(ImportStatus.Ready, result.Status);
        Assert.Contains("note: spot.csv: has no row; if there should be some, export it again for their time", Imports.Table(result), StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyFile_IsRefused() => Assert.Contains(
        "refused: fills.csv: is empty; export it again, or leave it out", Imports.Table(Imports.Read([Imports.Input("fills.csv", "")], new ImportOptions())), StringComparison.Ordinal);
}
