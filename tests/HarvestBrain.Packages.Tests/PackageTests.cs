using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HarvestBrain.AspNetCore;
using HarvestBrain.Core;
using HarvestBrain.Import;
using HarvestBrain.Review;
using HarvestBrain.Notifications;
using HarvestBrain.OpenTelemetry;
using HarvestBrain.Redis;
using HarvestBrain.Testing;

namespace HarvestBrain.Packages.Tests;

/// <summary>What is in the packages.</summary>
public sealed partial class PackageTests(Workshop workshop)
{
    public static TheoryData<string> Packages => [.. Workshop.Names];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_HoldsTheLibraryAndWhatBelongsToIt_AndNothingElse(string name)
    {
        using ZipArchive package = workshop.Open(name), symbols = workshop.Open(name, "snupkg");

        Assert.Equal(
            [$"{name}.nuspec", "README.md", "icon.png", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"], Files(package));
        Assert.Equal([$"{name}.nuspec", $"lib/net10.0/{name}.pdb"], Files(symbols));
        Assert.Equal(Repository.Read($"src/{name}/README.md"), Encoding.UTF8.GetString(Bytes(package, "README.md")));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_SaysWhatItIs(string name)
    {
        using ZipArchive package = workshop.Open(name);
        XElement metadata = XDocument.Parse(Encoding.UTF8.GetString(Bytes(package, $"{name}.nuspec")).TrimStart('\uFEFF')).Root!.Elements().Single();
        string? Value(string element) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == element)?.Value;
        string license = metadata.Elements().Single(e => e.Name.LocalName == "license").Attribute("type")!.Value;

        Assert.Equal(
            (name, workshop.Version, "expression", "MIT", "README.md", "icon.png"),
            (Value("id"), Value("version"), license, Value("license"), Value("readme"), Value("icon")));
        Assert.All(["authors", "description", "copyright", "tags"], element => Assert.False(string.IsNullOrWhiteSpace(Value(element)), element));
    }

    [Theory]
    [InlineData("HarvestBrain.Core")]
    [InlineData(
        "HarvestBrain.Redis", "HarvestBrain.Core", "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options", "Microsoft.Extensions.Options.ConfigurationExtensions", "StackExchange.Redis")]
    [InlineData("HarvestBrain.AspNetCore", "HarvestBrain.Redis")]
    [InlineData("HarvestBrain.Notifications", "HarvestBrain.Redis")]
    [InlineData("HarvestBrain.Testing", "HarvestBrain.Redis", "Microsoft.Extensions.TimeProvider.Testing")]
    [InlineData("HarvestBrain.Import", "CsvHelper", "HarvestBrain.Core")]
    [InlineData("HarvestBrain.Review", "HarvestBrain.Core")]
    [InlineData("HarvestBrain.OpenTelemetry", "HarvestBrain.Redis", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol")]
    public void Package_DependsOnNoMoreThanItUses(string name, params string[] expected)
    {
        using ZipArchive package = workshop.Open(name);
        XDocument nuspec = XDocument.Parse(Encoding.UTF8.GetString(Bytes(package, $"{name}.nuspec")).TrimStart('\uFEFF'));
        XElement[] dependencies = [.. nuspec.Descendants().Where(element => element.Name.LocalName == "dependency")];

        Assert.Equal(expected, dependencies.Select(dependency => dependency.Attribute("id")!.Value).Order(StringComparer.Ordinal));
        Assert.All(
            dependencies.Where(dependency => dependency.Attribute("id")!.Value.StartsWith("HarvestBrain.", StringComparison.Ordinal)),
            dependency => Assert.Equal(workshop.Version, dependency.Attribute("version")!.Value));
    }

    [Fact]
    public void Icon_IsASquareThatPackageSitesTake()
    {
        using ZipArchive package = workshop.Open("HarvestBrain.Core");
        byte[] icon = Bytes(package, "icon.png");

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], icon[..4]);
        Assert.Equal((128, 128), (BigEndian(icon, 16), BigEndian(icon, 20)));
        Assert.InRange(icon.Length, 1, 1_000_000);

        static int BigEndian(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
    }

    [Fact]
    public void Documentation_NamesEveryPublicMember()
    {
        foreach (Assembly library in (Assembly[])[typeof(HarvestEngine).Assembly, typeof(HarvestBrainOptions).Assembly, typeof(NotificationSettings).Assembly, typeof(TelemetrySettings).Assembly, typeof(HarvestBrainMonitor).Assembly, typeof(Importer).Assembly, typeof(Report).Assembly, typeof(InMemoryHarvest).Assembly])
        {
            string name = library.GetName().Name!;
            using ZipArchive package = workshop.Open(name);
            XDocument xml = XDocument.Parse(Encoding.UTF8.GetString(Bytes(package, $"lib/net10.0/{name}.xml")).TrimStart('\uFEFF'));
            HashSet<string> documented = [.. xml.Descendants("member").Where(member => member.HasElements).Select(member => NameOf(member.Attribute("name")!.Value))];

            string[] missing = [.. PublicNames(library).Where(member => !documented.Contains(member))];
            Assert.Empty(missing);
        }
    }

    [Fact]
    public void Build_FromAnotherFolder_GivesTheSameBytes()
    {
        _ = workshop.Feed;
        string anew = workshop.BuildAnew();
        foreach (string name in Workshop.Names)
        {
            foreach (string extension in (string[])["dll", "pdb", "xml"])
            {
                string file = $"src/{name}/bin/Release/net10.0/{name}.{extension}";
                byte[] packed = File.ReadAllBytes(Path.Combine(workshop.PackedSources, file)), again = File.ReadAllBytes(Path.Combine(anew, file));

                Assert.True(packed.AsSpan().SequenceEqual(again), $"{name}.{extension} differs");
                Assert.Equal(-1, packed.AsSpan().IndexOf(Encoding.UTF8.GetBytes(workshop.Folder))); // nor does it say where it was built
            }
        }
    }

    private static string[] Files(ZipArchive archive) =>
    [
        .. archive.Entries.Select(entry => entry.FullName)
            .Where(name => name is not "[Content_Types].xml" and not "_rels/.rels" && !name.StartsWith("package/services/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using Stream stream = archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    // Overloads are not told apart: the build does that (CS1591).
    private static string NameOf(string member) => Arity().Replace(member.Split('(')[0].Split('~')[0], "");

    private static IEnumerable<string> PublicNames(Assembly library)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (Type type in library.GetExportedTypes())
        {
            string name = type.FullName!.Replace('+', '.');
            yield return NameOf($"T:{name}");
            foreach (MemberInfo member in type.GetMembers(Own))
            {
                if (member.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is not null) continue;
                switch (member)
                {
                    case FieldInfo { IsSpecialName: false }:
                        yield return $"F:{name}.{member.Name}";
                        break;
                    case MethodInfo { IsSpecialName: false }:
                        yield return $"M:{name}.{member.Name}";
                        break;
                    case PropertyInfo property when !IsOfARecord(type, property):
                        yield return $"P:{name}.{member.Name}";
                        break;
                }
            }
        }
    }

    // A positional record documents its properties as parameters of its constructor.
    private static bool IsOfARecord(Type type, PropertyInfo property) => type.GetConstructors()
        .Any(constructor => constructor.GetParameters().Any(parameter => parameter.Name == property.Name && parameter.ParameterType == property.PropertyType));

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();
}
