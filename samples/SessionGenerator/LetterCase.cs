namespace HarvestBrain.SessionGeneration;

/// <summary>Letter case of status and side.</summary>
internal enum LetterCase
{
    Upper,
    Lower,
    Capitalised,
}
