using System.Diagnostics;
using System.Text.Json;
using HarvestBrain.Host.Tests.Documentation;
using HarvestBrain.Redis.Tests.Support;

namespace HarvestBrain.AspNetCore.Tests.Prometheus;

/// <summary>A real Prometheus with our rules, that scrapes every second.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harvest-prometheus-").FullName;
    private readonly Process _process;
    private readonly HttpClient _client;

    public PrometheusServer(int target, string token)
    {
        int port = RedisServer.FreePort();
        File.Copy(Path.Combine(Repository.Root, "deploy/prometheus/harvest-brain.rules.yml"), Path.Combine(_folder, "harvest-brain.rules.yml"));
        File.WriteAllText(Path.Combine(_folder, "token"), token);
        File.WriteAllText(Path.Combine(_folder, "prometheus.yml"), $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [harvest-brain.rules.yml]
            scrape_configs:
              - job_name: harvest-brain
                authorization: {credentials_file: {{_folder}}/token}
                static_configs: [{targets: ["127.0.0.1:{{target}}"]}]
            """);
        _process = Process.Start(new ProcessStartInfo("prometheus",
        [
            $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, line) => Said += line.Data + "\n";
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        Eventually.True(IsReady, "Prometheus is ready", () => Said);
    }

    public string Said { get; private set; } = "";

    /// <summary>What a query of an instant gives, without what is no number.</summary>
    public JsonElement[] Query(string expression) => [.. Ask($"api/v1/query?query={Uri.EscapeDataString(expression)}").GetProperty("result").EnumerateArray()
        .Where(sample => sample.GetProperty("value")[1].GetString() != "NaN")];

    public JsonElement[] Rules() =>
        [.. Ask("api/v1/rules").GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())];

    public JsonElement Target() => Ask("api/v1/targets").GetProperty("activeTargets")[0];

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private JsonElement Ask(string path)
    {
        using HttpResponseMessage response = _client.GetAsync(path).Result;
        string text = response.Content.ReadAsStringAsync().Result;
        Assert.True(response.IsSuccessStatusCode, $"{Uri.UnescapeDataString(path)}\n{text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("data");
    }

    private bool IsReady()
    {
        try
        {
            return _client.GetAsync("-/ready").Result.IsSuccessStatusCode;
        }
        catch (AggregateException e) when (e.InnerException is HttpRequestException)
        {
            return false;
        }
    }
}
