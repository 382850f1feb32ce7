using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace HarvestBrain.Core.Tests;

/// <summary>The core is pure: no package, no I/O, no clock, no randomness. Read from the built assembly, so that nothing slips past.</summary>
public sealed class PurityTests
{
    private static readonly string[] BannedTypes =
    [
        "System.Random", "System.Console", "System.TimeZoneInfo", "System.AppContext", "System.AppDomain",
        "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.Threading.Thread", "System.Threading.ThreadPool",
        "System.Threading.Timer", "System.Threading.PeriodicTimer", "System.Threading.Monitor", "System.Threading.Lock", "System.TimeProvider",
        "System.Security.Cryptography.RandomNumberGenerator", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream",
        "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.Path", "System.IO.StreamReader", "System.IO.StreamWriter",
    ];

    private static readonly string[] BannedNamespaces =
        ["System.Net", "System.Threading.Tasks", "System.Threading.Channels", "System.IO.Pipes", "System.IO.MemoryMappedFiles", "Microsoft.Win32"];

    private static readonly string[] BannedMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
    ];

    [Fact]
    public void Assembly_References_AreSystemOnly() => Assert.All(
        typeof(HarvestEngine).Assembly.GetReferencedAssemblies(),
        name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));

    [Fact]
    public void Assembly_UsesNoClockRandomnessOrInputOutput()
    {
        using var file = new PEReader(File.OpenRead(typeof(HarvestEngine).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        List<string> types = [.. metadata.TypeReferences.Select(handle => FullName(metadata, metadata.GetTypeReference(handle)))];
        Assert.Contains("System.Decimal", types); // the reading works
        Assert.DoesNotContain(types, IsBanned);

        List<string> members = [.. metadata.MemberReferences.Select(handle => FullName(metadata, metadata.GetMemberReference(handle)))];
        Assert.Contains("System.Math.Max", members);
        Assert.DoesNotContain(members, member => BannedMembers.Contains(member, StringComparer.Ordinal));
        // The compiler's iterators ask which thread they are on; nothing else of the environment is looked at.
        Assert.All(
            members.Where(member => member.StartsWith("System.Environment.", StringComparison.Ordinal)),
            member => Assert.Equal("System.Environment.get_CurrentManagedThreadId", member));
    }

    [Theory]
    [InlineData(typeof(File), true)]
    [InlineData(typeof(Console), true)]
    [InlineData(typeof(Task), true)]
    [InlineData(typeof(System.Net.Sockets.Socket), true)]
    [InlineData(typeof(decimal), false)]
    public void Bans_AreSpeltAsTheRuntimeSpellsThem(Type type, bool banned) => Assert.Equal(banned, IsBanned(type.FullName!));

    [Fact]
    public void Bans_NameRealTypesAndMembers()
    {
        foreach (string name in BannedTypes) Assert.True(IsThere(name), name);
        foreach (string member in BannedMembers)
        {
            int dot = member.LastIndexOf('.');
            Assert.NotEmpty(typeof(DateTime).Assembly.GetType(member[..dot], throwOnError: true)!.GetMember(member[(dot + 1)..]));
        }
    }

    [Fact]
    public void Project_HasNoPackageButBuildTimeAnalyzers()
    {
        string source = Path.Combine(Repository.Root, "src");
        string[] projects = [Path.Combine(source, "HarvestBrain.Core", "HarvestBrain.Core.csproj"), Path.Combine(source, "Directory.Build.props"),
            Path.Combine(source, "Directory.Build.targets"), Path.Combine(Repository.Root, "Directory.Build.props")];
        List<XElement> packages = [.. projects.SelectMany(path => XDocument.Load(path).Descendants("PackageReference"))];
        Assert.NotEmpty(packages);
        Assert.All(packages, package =>
        {
            Assert.Equal("all", (string?)package.Attribute("PrivateAssets"), StringComparer.OrdinalIgnoreCase);
            Assert.Contains("Analyzer", (string?)package.Attribute("Include"), StringComparison.Ordinal);
        });
        Assert.DoesNotContain(projects, path => XDocument.Load(path).Descendants()
            .Any(element => element.Name.LocalName is "ProjectReference" or "FrameworkReference" or "Reference"));
    }

    private static bool IsBanned(string type) => BannedTypes.Contains(type, StringComparer.Ordinal)
        || BannedNamespaces.Any(space => type.StartsWith(space + ".", StringComparison.Ordinal));

    private static bool IsThere(string name) => Directory
        .EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll")
        .Any(path => TryLoad(path)?.GetType(name) is not null);

    private static Assembly? TryLoad(string path)
    {
        try
        {
            return Assembly.Load(AssemblyName.GetAssemblyName(path));
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException)
        {
            return null; // a native library beside the managed ones
        }
    }

    private static string FullName(MetadataReader metadata, TypeReference type)
    {
        string name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? FullName(metadata, metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope)) + "+" + name
            : metadata.GetString(type.Namespace) + "." + name;
    }

    private static string FullName(MetadataReader metadata, MemberReference member)
    {
        string name = metadata.GetString(member.Name);
        return member.Parent.Kind == HandleKind.TypeReference
            ? FullName(metadata, metadata.GetTypeReference((TypeReferenceHandle)member.Parent)) + "." + name
            : name;
    }
}
