using System.Text.RegularExpressions;

namespace HarvestBrain.Core.Tests;

/// <summary>A file of the product's source, as the tests read it that judge how the code hangs together.</summary>
/// <param name="Folder">Folder within its project, with <c>/</c>; empty in the root.</param>
/// <param name="Name">Name without its ending.</param>
/// <param name="Text">All of it.</param>
internal sealed partial record SourceFile(string Folder, string Name, string Text)
{
    /// <summary>The text without the lines that are comments. Strings stay: an interpolated one holds code.</summary>
    public string Code { get; } = CommentLine().Replace(Text, "");

    /// <summary>The namespaces that it declares.</summary>
    public IReadOnlyList<string> Namespaces => [.. NamespaceLine().Matches(Code).Select(match => match.Groups["name"].Value)];

    /// <summary>The source of a project, of its short name: <c>Core</c>.</summary>
    public static IReadOnlyList<SourceFile> Of(string project)
    {
        string root = Path.Combine(Repository.Root, "src", "HarvestBrain." + project);
        return
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => (Path: path, Folder: Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace('\\', '/')))
                .Where(file => file.Folder.Split('/')[0] is not ("obj" or "bin"))
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .Select(file => new SourceFile(file.Folder == "." ? "" : file.Folder, Path.GetFileNameWithoutExtension(file.Path), File.ReadAllText(file.Path))),
        ];
    }

    /// <summary>Names a type, by whatever way.</summary>
    public bool Mentions(string type) => Regex.IsMatch(Code, $@"(?<![\w.""]){type}\b");

    /// <summary>Opens the namespace of a folder of its project, or names a type through it, fully or as its own namespace lets it.</summary>
    public bool UsesFolder(string project, string folder)
    {
        string path = folder.Replace("/", @"\s*\.\s*", StringComparison.Ordinal);
        return Regex.IsMatch(Code, $@"(?<![\w.])((HarvestBrain\s*\.\s*)?{project}\s*\.\s*{path}\b|{path}\s*\.)");
    }

    public override string ToString() => Folder.Length > 0 ? $"{Folder}/{Name}" : Name;

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"^\s*namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
