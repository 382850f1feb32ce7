using System.CommandLine;
using HarvestBrain.Host.Import;

namespace HarvestBrain.Host.Replay;

/// <summary>The files of the commands that run recorded entries.</summary>
internal static class RecordedFiles
{
    private const string StandardInput = PipeCopies.StandardInput;

    /// <summary>The argument.</summary>
    public static Argument<string[]> Argument(string description)
    {
        var files = new Argument<string[]>("FILE") { Description = description, Arity = ArgumentArity.OneOrMore };
        files.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                // Else a typing error in an option would be reported as a missing file.
                if (token.Value.StartsWith('-') && token.Value != StandardInput)
                    result.AddError($"unknown option '{token.Value}'; a file of that name is ./{token.Value}");
            }
        });
        return files;
    }

    /// <summary>It is not a file's name.</summary>
    public static bool IsStandardInput(string file) => file == StandardInput;

    /// <summary>Why a file cannot be read, or <see langword="null"/>.</summary>
    public static string? Problem(string file)
    {
        if (file == StandardInput || File.Exists(file)) return null;
        return $"{file}: {(Directory.Exists(file) ? "is a folder" : "no such file")}";
    }

    /// <summary>Opens a file, or standard input.</summary>
    public static Stream Open(string file) => file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
}
