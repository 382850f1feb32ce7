using System.Xml;

namespace HarvestBrain.Import.Reading;

/// <summary>The elements of an XML text that are rows: their attributes are the cells. Document types are refused.</summary>
internal sealed class XmlRows : NamedRows
{
    private const long LongestText = 4L << 30;

    private readonly XmlReader _reader;
    private readonly Stream _stream;

    public XmlRows(SourceFile file, Stream stream)
        : base(file, StringComparer.OrdinalIgnoreCase)
    {
        _stream = stream;
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

    /// <summary>Goes to the next element that has attributes.</summary>
    /// <exception cref="XmlException">What follows is no XML.</exception>
    public override bool Read()
    {
        while (_reader.Read())
        {
            if (_reader.NodeType != XmlNodeType.Element || !_reader.HasAttributes) continue;
            Begin(((IXmlLineInfo)_reader).LineNumber);
            Element = _reader.LocalName;
            Cells.Clear();
            while (_reader.MoveToNextAttribute()) Cells[_reader.LocalName] = _reader.Value;
            return true;
        }
        return false;
    }

    public override void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }
}
