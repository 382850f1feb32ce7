using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HarvestBrain.Packages.Tests;

/// <summary>The files of the repository that the tests were built from.</summary>
internal static partial class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every Markdown document, by its path from the root.</summary>
    public static IEnumerable<string> Documents => Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "artifacts" or "TestResults" || part.StartsWith('.')))
        .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The fenced blocks of a document, in order, with the number of their first line.</summary>
    public static IEnumerable<(string Language, string Text, int Line)> Blocks(string document)
    {
        string text = Read(document);
        return Fence().Matches(text).Select(match => (
            match.Groups["language"].Value, match.Groups["text"].Value,
            text.AsSpan(0, match.Groups["text"].Index).Count('\n') + 1));
    }

    /// <summary>The commands of a document's console blocks that begin with a word.</summary>
    public static string[] Commands(string document, string program) =>
    [
        .. Blocks(document).Where(block => block.Language == "console").SelectMany(block => block.Text.Split('\n'))
            .Where(line => line.StartsWith($"$ {program} ", StringComparison.Ordinal)).Select(line => line[2..]),
    ];

    /// <summary>The version that the packages are made with.</summary>
    public static string Version => XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    /// <summary>What is needed to build the libraries, copied: as in a new clone, nothing is built.</summary>
    public static void CopySources(string to)
    {
        foreach (string file in Directory.EnumerateFiles(Root).Where(file => Path.GetExtension(file) is ".props" or ".config" or ".json" or ".editorconfig"))
            Copy(Root, file, to);
        string source = Path.Combine(Root, "src");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            if (!Path.GetRelativePath(source, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")) Copy(Root, file, to);
        }
    }

    private static void Copy(string from, string file, string to)
    {
        string copy = Path.Combine(to, Path.GetRelativePath(from, file));
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(file, copy);
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HarvestBrain.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run outside the repository");
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
