using System.Text;
using HarvestBrain.Core.Events;
using HarvestBrain.Core.Policy;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Replay;
using HarvestBrain.Core.Settings;
using HarvestBrain.Core.Wire;
using HarvestBrain.Producers;

namespace HarvestBrain.Core.Tests.Issues.Producers;

/// <summary>What producers really send, in the engine and in a replay. The same cases run through the service on a real Redis.</summary>
public sealed class ProducerCaseTests
{
    private const long Start = 1_768_693_500_000;

    public static TheoryData<string> Names => [.. ProducerCases.All.Select(told => told.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Engine_Does(string name)
    {
        ProducerCase told = ProducerCases.All.Single(one => one.Name == name);
        EngineSettings settings = Read(told);
        var engine = new HarvestEngine(settings.Policy, settings.Mode, settings.MaxActionsPerMinute);
        var asked = new List<string>();
        var codes = new List<string>();
        var decoder = new EntryDecoder();
        for (int i = 0; i < told.Entries.Length; i++)
        {
            ToldEntry entry = ToldEntry.Read(told.Entries[i], Start);
            EntryField[] fields = [.. entry.Fields.Chunk(2).Select(pair => new EntryField(Encoding.UTF8.GetBytes(pair[0]), Encoding.UTF8.GetBytes(pair[1])))];
            EntrySource source = entry.IsSnapshot ? EntrySource.PositionSnapshot : EntrySource.Execution;
            var id = new EntryId(Start + entry.AtMs, i);
            if (!decoder.TryDecode(source, id, fields, out HarvestEvent e, out DecodeError error))
            {
                if (error.MayBeFill) engine.MarkSuspect(error.Symbol!);
                continue;
            }
            StepResult result = engine.Apply(e, id.UnixMilliseconds);
            codes.AddRange(result.Rejections.Select(rejection => rejection.Code.ToString()));
            codes.AddRange(result.Drifts.Select(drift => drift.Kind.ToString()));
            if (result.Intents.Count > 0) asked.Add(string.Join(", ", result.Intents.Select(ProducerCase.Describe)));
        }
        Assert.Equal((told.Asked, told.Ends, told.Codes), (string.Join(" | ", asked), ProducerCase.Describe(engine.Positions), ProducerCase.Describe(codes)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Replay_Does(string name)
    {
        ProducerCase told = ProducerCases.All.Single(one => one.Name == name);
        var output = new Output();
        var session = new ReplaySession(Read(told), new ReplayOptions(), output);
        var decoder = new EntryDecoder();
        for (int i = 0; i < told.Entries.Length; i++)
        {
            ToldEntry entry = ToldEntry.Read(told.Entries[i], Start);
            byte[] line = Encoding.UTF8.GetBytes(entry.Line(new EntryId(Start + entry.AtMs, i)));
            if (decoder.TryDecodeLine(i + 1, line, out HarvestEvent e, out DecodeError error)) session.Apply(e);
            else session.Reject(error);
        }
        Assert.Equal(
            (told.Asked.Replace(" | ", ", ", StringComparison.Ordinal), told.CodesInReplay ?? told.Codes),
            (string.Join(", ", output.Asked), ProducerCase.Describe(output.Codes)));
        Assert.Equal(told.EndsInReplay ?? told.Ends, ProducerCase.Describe(session.Positions));
    }

    private static EngineSettings Read(ProducerCase told)
    {
        var reader = new SettingReader(name => Array.Find(told.Settings, setting => setting.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]);
        EngineSettings settings = EngineSettings.Read(reader);
        Assert.Empty(reader.Problems);
        return settings;
    }

    private sealed class Output : IReplayOutput
    {
        public List<string> Asked { get; } = [];

        public List<string> Codes { get; } = [];

        public void OnIntent(in Intent intent) => Asked.Add(ProducerCase.Describe(intent));

        public void OnPosition(Position position, EntryId id, bool simulated)
        {
        }

        public void OnRejection(in FoldRejection rejection, EntryId id) => Codes.Add(rejection.Code.ToString());

        public void OnDrift(in PositionDrift drift, EntryId id) => Codes.Add(drift.Kind.ToString());
    }
}
