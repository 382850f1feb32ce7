namespace HarvestBrain.Tests.Support;

/// <summary>
/// What measures how long something takes: <c>[Collection&lt;Timed&gt;]</c>. These classes run one after the other, when all others of their
/// project are done.
/// </summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Timed;
