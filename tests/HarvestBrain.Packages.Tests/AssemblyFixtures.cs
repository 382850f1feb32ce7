using HarvestBrain.Packages.Tests;

[assembly: AssemblyFixture(typeof(Workshop))]
