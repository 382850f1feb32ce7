using HarvestBrain.AspNetCore.Exposition;
using Microsoft.AspNetCore.Http;

namespace HarvestBrain.AspNetCore.Tests.Exposition;

public sealed class ExpositionFormatTests
{
    // The third is what Prometheus 2.42 sends.
    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("text/plain;version=0.0.4", false)]
    [InlineData("application/openmetrics-text;q=0.4,text/plain", false)]
    [InlineData("application/openmetrics-text;q=0,*/*", false)]
    [InlineData("application/openmetrics-text;version=2.0.0", false)]
    [InlineData("APPLICATION/OpenMetrics-Text; Version=1.0.0", true)]
    [InlineData("text/html, application/xhtml+xml", false)]
    [InlineData("this is no media type", false)]
    [InlineData(";;;,,,q=", false)]
    public void Wanted_OfAccept_IsWhatWasAskedFor(string? accept, bool openMetrics)
    {
        var request = new DefaultHttpContext().Request;
        if (accept is not null) request.Headers.Accept = accept;
        Assert.Equal(openMetrics ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text, ExpositionFormats.Wanted(request));
    }
}
