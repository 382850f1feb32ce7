using System.Text;

namespace HarvestBrain.Redis.Store;

/// <summary>A Lua script of this package.</summary>
internal sealed class Script
{
    private Script(string name) => Source = Text("shared") + Text(name);

    public static Script Acquire { get; } = new("acquire");

    public static Script Release { get; } = new("release");

    public static Script Read { get; } = new("read");

    public static Script Claim { get; } = new("claim");

    public static Script Group { get; } = new("group");

    public static Script Commit { get; } = new("commit");

    public static Script Policies { get; } = new("policies");

    public static Script Replace { get; } = new("replace");

    public string Source { get; }

    private static string Text(string name)
    {
        using Stream stream = typeof(Script).Assembly.GetManifestResourceStream($"HarvestBrain.Redis.Store.Lua.{name}.lua")
            ?? throw new InvalidOperationException($"script {name} is not part of the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
