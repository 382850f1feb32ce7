using System.Text.Json;
using HarvestBrain.AspNetCore.Health;
using HarvestBrain.Core.Positions;
using HarvestBrain.Core.Wire;
using HarvestBrain.Redis.Telemetry;

namespace HarvestBrain.AspNetCore.Api;

/// <summary>What the service is doing, as a member <c>service</c>.</summary>
internal static class ServiceJson
{
    public static void Write(Utf8JsonWriter json, StatusSnapshot now, long nowUnixMs)
    {
        json.WriteStartObject("service"u8);
        json.WriteNumber("now_ms"u8, nowUnixMs);
        json.WriteString("state"u8, StateWords.Of(now.State));
        json.WriteString("mode"u8, Words.Of(now.Mode));
        json.WriteString("instance"u8, now.Instance);
        json.WriteString("input_stream"u8, now.InputStream);
        json.WriteBoolean("kill_switch"u8, now.KillSwitchOn);
        json.WriteString("kill_switch_note"u8, now.KillSwitchOn ? now.KillSwitchText : now.KillSwitchOff);
        HealthResponses.WriteReasons(json, HealthResponses.Reasons(now, nowUnixMs));
        if (now.Fault is { } fault) json.WriteString("redis_fault"u8, fault.ToString());
        json.WriteNumber("lag"u8, now.Lag);
        json.WriteNumber("pending"u8, now.Pending);
        json.WriteNumber("suspect"u8, now.SuspectPositions);
        json.WriteNumber("stale"u8, now.StalePositions);
        json.WriteNumber("unanswered_ms"u8, now.OldestUnansweredMs);
        json.WriteNumber("unanswered_stops"u8, now.UnansweredStops);
        json.WriteNumber("crossed"u8, now.CrossedStops);
        json.WriteNumber("held_back"u8, now.HeldBackPositions);
        json.WriteStartArray("protection"u8);
        foreach ((PositionKey position, ProtectionProblem problem) in now.Protection)
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, position.Symbol);
            json.WriteString("position_side"u8, Words.Of(position.Side));
            PositionJson.WriteProblem(json, problem);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("stop_rate_limit"u8, now.StopRateLimit);
        json.WriteNumber("stop_rate_left"u8, now.StopRateLeft);
        json.WriteNumber("rate_limit"u8, now.RateLimit);
        json.WriteNumber("rate_left"u8, now.RateLeft);
        if (now.LastCommitUnixMs > 0) json.WriteNumber("last_commit_ms"u8, now.LastCommitUnixMs);
        json.WriteStartArray("setting_problems"u8);
        foreach ((string symbol, string problem) in now.PolicyProblems)
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, symbol);
            json.WriteString("problem"u8, problem);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
