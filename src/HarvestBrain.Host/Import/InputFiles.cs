using HarvestBrain.Import;

namespace HarvestBrain.Host.Import;

/// <summary>
/// The files of a command line as inputs; standard input is kept in a file of its own while it lives, because it is read twice.
/// </summary>
internal sealed class InputFiles : IDisposable
{
    private const string StandardInput = "-";

    private readonly List<ImportInput> _inputs = [];
    private string? _copy;

    public IReadOnlyList<ImportInput> Inputs => _inputs;

    /// <summary>Adds files.</summary>
    /// <returns>What is wrong with the first one that cannot be opened; <see langword="null"/> = nothing.</returns>
    public string? Add(IEnumerable<string> paths, bool onlyStops = false)
    {
        foreach (string path in paths)
        {
            if (path == StandardInput)
            {
                _inputs.Add(new ImportInput("standard input", OpenCopy, onlyStops));
                continue;
            }
            if (!File.Exists(path)) return $"{path}: {(Directory.Exists(path) ? "is a folder" : "no such file")}";
            try
            {
                using FileStream opened = File.OpenRead(path);
            }
            catch (UnauthorizedAccessException e)
            {
                return $"{path}: {e.Message}";
            }
            _inputs.Add(ImportInput.OfFile(path) with { OnlyStops = onlyStops });
        }
        return null;
    }

    public void Dispose()
    {
        if (_copy is not null) File.Delete(_copy);
    }

    private FileStream OpenCopy()
    {
        if (_copy is null)
        {
            _copy = Path.GetTempFileName();
            using FileStream copy = File.Create(_copy);
            using Stream input = Console.OpenStandardInput();
            input.CopyTo(copy);
        }
        return File.OpenRead(_copy);
    }
}
