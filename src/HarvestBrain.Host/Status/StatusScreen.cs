using System.Text;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Status;
using Spectre.Console;

namespace HarvestBrain.Host.Status;

/// <summary>Where views are shown: a terminal, with colours and in place; or a file or another program, as plain lines.</summary>
internal sealed class StatusScreen : IDisposable
{
    private const string HomeAndClear = "\e[H\e[2J\e[3J";
    // Not the terminal's: a table that does not fit would be made to, by breaking numbers and leaving columns out. The terminal wraps
    // lines.
    private const int UnboundedWidth = 1000;
    private const int NarrowWidth = 110; // a usual line of a position takes about as much

    private readonly bool _json;
    private readonly bool _inPlace;
    // Says when nobody reads any more.
    private readonly TextWriter _output = new StreamWriter(StandardOutput.Open(), new UTF8Encoding(false));

    public StatusScreen(bool json, bool watch)
    {
        _json = json;
        _inPlace = watch && !json && !Console.IsOutputRedirected;
    }

    public void Show(ServiceView view)
    {
        if (_json) Write(StatusJson.Of(view) + "\n");
        else Print(console => StatusText.Write(console, view, IsNarrow));
    }

    public void ShowAway(string message)
    {
        if (_json) Console.Error.WriteLine($"harvestbrain: Redis: {OneLine.Of(message, 500)}");
        else Print(console => console.Write(new Text($"Redis: {OneLine.Of(message, 500)}\n", new Style(Color.Red))));
    }

    public void Dispose() => _output.Dispose();

    private static bool IsNarrow => !Console.IsOutputRedirected && Console.WindowWidth is > 0 and < NarrowWidth;

    // Made first, then written at once: no flicker.
    private void Print(Action<IAnsiConsole> write)
    {
        using var frame = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new Frame(frame),
            Interactive = InteractionSupport.No,
        });
        write(console);
        Write(_inPlace ? HomeAndClear + frame : frame.ToString());
    }

    private void Write(string text)
    {
        _output.Write(text);
        _output.Flush();
    }

    /// <summary>A text that knows that it will be shown on a terminal.</summary>
    private sealed class Frame(StringWriter text) : IAnsiConsoleOutput
    {
        public TextWriter Writer => text;

        public bool IsTerminal => !Console.IsOutputRedirected;

        public int Width => UnboundedWidth;

        public int Height => UnboundedWidth;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // It is text, not bytes, until the console writes it.
        }
    }
}
