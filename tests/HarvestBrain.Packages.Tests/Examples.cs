using System.Globalization;
using System.Text.RegularExpressions;

namespace HarvestBrain.Packages.Tests;

/// <summary>
/// Turns what the documents show into projects. Every <c>csharp</c> block is compiled, as C# has it: usings, then statements, then types.
/// Nothing else is visible to it but <c>args</c>, and, unless it makes one itself, <c>builder</c>, the builder of a generic host.
/// </summary>
internal static partial class Examples
{
    /// <summary>The document whose projects are made exactly as they stand there.</summary>
    public const string Embedding = "docs/embedding.md";

    /// <summary>The project that all examples are compiled in.</summary>
    public const string All = "AllExamples";

    /// <summary>The project of the engine alone, that of the service, that of the service in ASP.NET Core, and the one of all examples.</summary>
    public static readonly string[] Projects = ["Engine", "Service", "Web", All];

    /// <summary>The projects of docs/embedding.md: an <c>xml</c> block is the project, the next <c>csharp</c> block its program.</summary>
    public static void WriteEmbedding(string folder, string version)
    {
        (string Language, string Text, int Line)[] blocks = [.. Repository.Blocks(Embedding)];
        int next = 0;
        foreach (string project in Projects[..^1])
        {
            int at = Array.FindIndex(blocks, next, block => block.Language == "xml");
            Write(folder, project, $"{project}.csproj", WithVersion(blocks[at].Text, version));
            next = Array.FindIndex(blocks, at, block => block.Language == "csharp");
            Write(folder, project, "Program.cs", blocks[next].Text);
        }
    }

    /// <summary>One project with every C# example of every document.</summary>
    public static void WriteAll(string folder, string version)
    {
        const string project = All;
        string service = Repository.Blocks(Embedding).Where(block => block.Language == "xml").ElementAt(1).Text;
        Write(folder, project, $"{project}.csproj", WithVersion(service, version)
            .Replace("<OutputType>Exe</OutputType>", "", StringComparison.Ordinal)
            .Replace("</ItemGroup>", $"{string.Concat(Workshop.Names[2..].Select(name => $"""<PackageReference Include="{name}" Version="{version}" />"""))}</ItemGroup>", StringComparison.Ordinal));
        foreach (string document in Repository.Documents)
        {
            int number = 0;
            foreach ((string language, string text, int line) in Repository.Blocks(document))
            {
                if (language != "csharp") continue;
                string name = NoIdentifier().Replace($"{document}_{++number}", "_");
                Write(folder, project, $"{name}.cs", Wrap(text, name, Path.Combine(Repository.Root, document), line));
            }
        }
    }

    /// <summary>A block as a file that can stand beside others. Errors are reported with the document and its line.</summary>
    internal static string Wrap(string block, string name, string document, int line)
    {
        string[] lines = block.TrimEnd('\n').Split('\n');
        int statements = Array.FindLastIndex(lines, text => UsingDirective().IsMatch(text)) + 1;
        int types = Array.FindIndex(lines, text => TypeDeclaration().IsMatch(text));
        if (types < 0) types = lines.Length;
        string parameters = BuilderMade().IsMatch(block) ? "string[] args" : "string[] args, Microsoft.Extensions.Hosting.HostApplicationBuilder builder";
        return string.Join('\n',
        [
            "using Microsoft.Extensions.DependencyInjection;", Line(0), .. lines[..statements],
            $"namespace Example_{name}", "{", $"static class Statements {{ public static async Task Run({parameters}) {{", Line(statements), .. lines[statements..types],
            "await Task.CompletedTask; } }", Line(types), .. lines[types..], "}",
        ]);

        string Line(int index) => $"#line {(line + index).ToString(CultureInfo.InvariantCulture)} \"{document}\"";
    }

    private static string WithVersion(string project, string version)
    {
        string shown = $"Version=\"{Repository.Version}\"";
        Assert.Contains(shown, project, StringComparison.Ordinal); // the document names the version that is made
        return project.Replace(shown, $"Version=\"{version}\"", StringComparison.Ordinal);
    }

    private static void Write(string folder, string project, string file, string text)
    {
        Directory.CreateDirectory(Path.Combine(folder, project));
        File.WriteAllText(Path.Combine(folder, project, file), text);
    }

    [GeneratedRegex(@"^using (static )?[\w.]+;$")]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"^((public|internal|sealed|static|abstract|partial|readonly) )*(class|record|struct|interface|enum) ")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\bbuilder = ")]
    private static partial Regex BuilderMade();

    [GeneratedRegex(@"\W")]
    private static partial Regex NoIdentifier();
}
