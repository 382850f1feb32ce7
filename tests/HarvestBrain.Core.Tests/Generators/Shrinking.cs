namespace HarvestBrain.Core.Tests.Generators;

/// <summary>How a history that breaks a property is made smaller.</summary>
internal static class Shrinking
{
    /// <summary>The list without one part of it: first halves, then ever smaller parts.</summary>
    public static IEnumerable<IReadOnlyList<T>> Shorter<T>(IReadOnlyList<T> list)
    {
        for (int length = list.Count / 2; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= list.Count; start += length)
                yield return [.. list.Take(start), .. list.Skip(start + length)];
        }
    }
}
