namespace HarvestBrain.Host.Tests;

public sealed class WholeFileTests
{
    [Fact]
    public void Incomplete_LeavesWhatWasThere_AndNothingBeside()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.json", "before");
        using (var file = new WholeFile(path)) file.Stream.Write("half"u8);
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Complete_ReplacesIt()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.json", "before");
        Write(path);
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Link_StaysOne()
    {
        using var folder = new TempFolder();
        string path = folder.Write("a.json", "before"), link = path + ".link";
        File.CreateSymbolicLink(link, path);
        Write(link);
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    /// <summary>Root may replace a device by a file, and nobody has one any more.</summary>
    [Fact]
    public void Device_StaysOne()
    {
        using var folder = new TempFolder();
        string link = folder.Path("device");
        File.CreateSymbolicLink(link, "/dev/full");
        Assert.Throws<IOException>(() => Write(link));
        Assert.Equal("/dev/full", new FileInfo(link).LinkTarget);
        Assert.Equal(0, new FileInfo("/dev/full").Length);
        Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "it is a device still"));
    }

    /// <summary>A file in memory is a file: nothing of a longer one before it is left behind the new one.</summary>
    [Fact]
    public void SharedMemory_HoldsFiles()
    {
        string path = $"/dev/shm/harvestbrain-{Guid.NewGuid():N}";
        try
        {
            File.WriteAllText(path, "longer than what comes");
            Write(path);
            Assert.Equal("whole", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Write(string path)
    {
        using var file = new WholeFile(path);
        file.Stream.Write("whole"u8);
        file.Complete();
    }
}
