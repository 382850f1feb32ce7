using System.Xml;

namespace HarvestBrain.Import.Reading;

/// <summary>The elements of an XML text that are rows: their attributes are the cells. Document types are refused.</summary>
internal sealed class XmlRows : Row, IDisposable
{
    private const long LongestText = 4L << 30;

    private readonly XmlReader _reader;
    private readonly Dictionary<string, string> _attributes = new(StringComparer.OrdinalIgnoreCase);

    public XmlRows(SourceFile file, Stream stream)
        : base(file)
    {
        _reader = XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = LongestText,
            ConformanceLevel = ConformanceLevel.Fragment,
        });
    }

    /// <summary>The element's name.</summary>
    public string Element { get; private set; } = "";

    public override IEnumerable<string> Names => _attributes.Keys;

    /// <summary>Goes to the next element that has attributes.</summary>
    /// <exception cref="XmlException">What follows is no XML.</exception>
    public bool Read()
    {
        while (_reader.Read())
        {
            if (_reader.NodeType != XmlNodeType.Element || !_reader.HasAttributes) continue;
            Begin(((IXmlLineInfo)_reader).LineNumber);
            Element = _reader.LocalName;
            _attributes.Clear();
            while (_reader.MoveToNextAttribute()) _attributes[_reader.LocalName] = _reader.Value;
            return true;
        }
        return false;
    }

    public override bool Has(string names) => names.Split('|').Any(_attributes.ContainsKey);

    public override ReadOnlySpan<char> Cell(string names)
    {
        foreach (string name in names.Split('|'))
        {
            if (_attributes.TryGetValue(name, out string? value)) return value.AsSpan().Trim();
        }
        return default;
    }

    public void Dispose() => _reader.Dispose();
}
