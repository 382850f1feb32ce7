using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Status;
using Spectre.Console;

namespace HarvestBrain.Host.Status;

/// <summary>Where pictures are shown: a terminal, with colours and in place; or a file or another program, as plain lines.</summary>
internal sealed class StatusScreen : IDisposable
{
    private const string HomeAndClear = "\e[H\e[2J\e[3J";
    private const int UnboundedWidth = 1000; // nothing is wrapped for somebody who is no terminal

    private readonly bool _json;
    private readonly bool _inPlace;

    public StatusScreen(bool json, bool watch)
    {
        _json = json;
        _inPlace = watch && !json && !Console.IsOutputRedirected;
    }

    public void Show(ServicePicture picture)
    {
        if (_json) Console.Out.WriteLine(StatusJson.Of(picture));
        else Print(console => StatusPage.Write(console, picture));
    }

    public void ShowAway(string message)
    {
        if (_json) Console.Error.WriteLine($"harvestbrain: Redis: {OneLine.Of(message, 500)}");
        else Print(console => console.Write(new Text($"Redis: {OneLine.Of(message, 500)}\n", new Style(Color.Red))));
    }

    public void Dispose() => Console.Out.Flush();

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
        Console.Out.Write(_inPlace ? HomeAndClear + frame : frame.ToString());
        Console.Out.Flush();
    }

    /// <summary>A text that knows how wide the terminal is that it will be shown on.</summary>
    private sealed class Frame(StringWriter text) : IAnsiConsoleOutput
    {
        public TextWriter Writer => text;

        public bool IsTerminal => !Console.IsOutputRedirected;

        public int Width => IsTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : UnboundedWidth;

        public int Height => IsTerminal && Console.WindowHeight > 0 ? Console.WindowHeight : UnboundedWidth;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // It is text, not bytes, until the console writes it.
        }
    }
}
