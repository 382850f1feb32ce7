using HarvestBrain.Import;

namespace HarvestBrain.Host.Import;

/// <summary>The files of a command line as inputs. What can be read once alone is copied.</summary>
/// <param name="copies">Keeps the copies; is closed by who made it.</param>
internal sealed class InputFiles(PipeCopies copies)
{
    private readonly List<ImportInput> _inputs = [];

    public IReadOnlyList<ImportInput> Inputs => _inputs;

    /// <summary>Adds files.</summary>
    /// <returns>What is wrong with the first one that cannot be opened; <see langword="null"/> = nothing.</returns>
    public string? Add(IEnumerable<string> paths, bool onlyStops = false)
    {
        foreach (string path in paths)
        {
            bool isStandardInput = path == PipeCopies.StandardInput;
            if (!isStandardInput && !File.Exists(path)) return $"{path}: {(Directory.Exists(path) ? "is a folder" : "no such file")}";
            try
            {
                string readable = copies.Of(path);
                _inputs.Add(new ImportInput(isStandardInput ? "standard input" : path, () => File.OpenRead(readable), onlyStops));
            }
            catch (UnauthorizedAccessException e)
            {
                return $"{path}: {e.Message}";
            }
        }
        return null;
    }
}
