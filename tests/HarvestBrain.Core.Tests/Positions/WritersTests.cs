using System.Reflection;
using System.Reflection.Emit;
using HarvestBrain.Core.Positions;

namespace HarvestBrain.Core.Tests.Positions;

/// <summary>
/// Who writes a position: read from the compiled code, where whoever writes calls a setter or stores a field, by whatever name or
/// reference it got there.
/// </summary>
public sealed class WritersTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Parts = [typeof(Position), typeof(EpochState), typeof(StopRequest), typeof(Plan), typeof(Rung), typeof(AtrBars)];

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>What Planning writes; where it shares a member with Folding, both are named. All else is Folding's.</summary>
    private static readonly Dictionary<string, string> NotFoldingAlone = new(StringComparer.Ordinal)
    {
        ["Plan.*"] = "Planning",
        ["Position.Plan"] = "Planning",
        ["EpochState.LadderScale"] = "Planning",
        ["EpochState.Rungs"] = "Folding Planning", // another ladder may be taken in the middle of an epoch
        ["Rung.Fraction"] = "Planning",
        ["Rung.TriggerPrice"] = "Planning",
        ["Rung.Quantity"] = "Folding Planning", // laid out while armed, frozen when asked for
    };

    [Fact]
    public void Position_IsWrittenByFoldingPlanningAndState_EachItsOwnPart()
    {
        List<(string Writer, string Member)> writes = [.. Writes().Distinct()];
        string[] wrong = [.. writes.Where(write => !Owners(write.Member).Contains(write.Writer)).Select(write => $"{write.Writer} writes {write.Member}")];
        Assert.Empty(wrong);
        // The reading works: every owner that the table names does write.
        Assert.All(NotFoldingAlone, row => Assert.All(row.Value.Split(' '), owner => Assert.Contains(
            writes, write => write.Writer == owner && (write.Member == row.Key || write.Member.StartsWith(row.Key.TrimEnd('*'), StringComparison.Ordinal)))));
        Assert.Contains(("Folding", "EpochState.Quantity"), writes);
        Assert.Contains(("State", "Position.Current"), writes);
    }

    private static string[] Owners(string member)
    {
        string part = member[..member.IndexOf('.', StringComparison.Ordinal)];
        string owners = NotFoldingAlone.GetValueOrDefault(member) ?? NotFoldingAlone.GetValueOrDefault(part + ".*") ?? "Folding";
        return [.. owners.Split(' '), "State"];
    }

    /// <summary>Every write outside the parts themselves: the folder of the writer, and the member that it writes.</summary>
    private static IEnumerable<(string Writer, string Member)> Writes() =>
        from type in typeof(Position).Assembly.GetTypes()
        where !Parts.Contains(type)
        from method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything))
        from member in WrittenBy(method)
        select (type.Namespace!.Split('.')[^1], member);

    private static IEnumerable<string> WrittenBy(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[] ofType = method.DeclaringType!.GetGenericArguments(), ofMethod = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            short value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at];
            OpCode opCode = OpCodesByValue[value];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType)
            {
                MemberInfo target = method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod)!;
                if (Written(opCode, target) is { } written) yield return written;
            }
            at += OperandSize(opCode.OperandType, code, at);
        }
    }

    private static string? Written(OpCode opCode, MemberInfo target) => target switch
    {
        FieldInfo field when Parts.Contains(field.DeclaringType) && opCode == OpCodes.Stfld => $"{field.DeclaringType!.Name}.{field.Name}",
        MethodInfo setter when Parts.Contains(setter.DeclaringType) && setter.Name.StartsWith("set_", StringComparison.Ordinal) =>
            $"{setter.DeclaringType!.Name}.{setter.Name["set_".Length..]}",
        // A whole part, through a reference to it.
        ConstructorInfo maker when Parts.Contains(maker.DeclaringType) && opCode == OpCodes.Call => $"{maker.DeclaringType!.Name}.*",
        Type part when Parts.Contains(part) && (opCode == OpCodes.Stobj || opCode == OpCodes.Initobj) => $"{part.Name}.*",
        _ => null,
    };

    private static int OperandSize(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
