using System.Text.Json;

namespace HarvestBrain.Import.Reading;

/// <summary>An object (or an array of numbers, named by place) as a row. A name may be a path: <c>order.symbol</c>.</summary>
internal sealed class JsonRow(SourceFile file) : Row(file)
{
    private readonly Dictionary<string, string[][]> _paths = new(StringComparer.Ordinal);
    private JsonElement _element;
    private JsonElement _outer;
    private string _text = "";

    public JsonElement Element => _element;

    public override IEnumerable<string> Names => _element.ValueKind switch
    {
        JsonValueKind.Object => _element.EnumerateObject().Select(property => property.Name),
        JsonValueKind.Array =>
        Enumerable.Range(0, _element.GetArrayLength()).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        _ => [],
    };

    /// <param name="element">The row.</param>
    /// <param name="outer">The object that the rows were wrapped in; what it says holds for all of them (<see cref="Outer"/>).</param>
    /// <param name="line">Line.</param>
    public JsonRow Take(JsonElement element, JsonElement outer, int line)
    {
        Begin(line);
        _element = element;
        _outer = outer;
        return this;
    }

    /// <summary>A text of the wrapper, such as the category of a whole answer.</summary>
    public string Outer(string name) =>
        _outer.ValueKind == JsonValueKind.Object && _outer.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public override bool Has(string names) => TryFind(names, out _);

    public bool IsObject(string name) => TryFind(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object;

    /// <summary>The elements of an array, or none.</summary>
    public IEnumerable<JsonElement> Elements(string name) =>
        TryFind(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    public override ReadOnlySpan<char> Cell(string names)
    {
        if (!TryFind(names, out JsonElement value)) return default;
        _text = value.ValueKind switch
        {
            JsonValueKind.String => Text(value, names),
            JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.Object or JsonValueKind.Array => "",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
        return _text.AsSpan().Trim();
    }

    private string Text(JsonElement value, string names)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException) // half a pair of surrogates, or bytes that are no UTF-8
        {
            Fail(new Problem("TextInvalid", $"{names}: is no UTF-8 text"));
            return "";
        }
    }

    private bool TryFind(string names, out JsonElement value)
    {
        if (!_paths.TryGetValue(names, out string[][]? paths))
            _paths.Add(names, paths = [.. names.Split('|').Select(path => path.Split('.'))]);
        foreach (string[] path in paths)
        {
            if (TryFind(path, out value)) return true;
        }
        value = default;
        return false;
    }

    private bool TryFind(string[] path, out JsonElement value)
    {
        value = _element;
        foreach (string name in path)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement inner)) value = inner;
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && index >= 0
                && index < value.GetArrayLength()) value = value[index];
            else return false;
        }
        return true;
    }
}
