-- Reads the entries after the cursors, and renews the lease. Takes nothing: what is not committed is read again.
-- KEYS: lease, fence, kill switch, the executions, the streams of snapshots..., config hashes...
-- head: lease, lease_ms, count, after = one id per stream
-- Returns {'FENCED'} or
-- {'OK', {entries per stream...}, kill switch or nil, seconds, microseconds, cut, {last id per stream...} or nil, {settings...}}.
if not holds_lease(KEYS[1], KEYS[2]) then return {'FENCED'} end
redis.call('SET', KEYS[1], head.lease, 'PX', head.lease_ms)
local first_stream, streams = 4, #head.after
local input = KEYS[first_stream]
local entries = redis.call('XRANGE', input, '(' .. head.after[1], '+', 'COUNT', head.count)

-- Nothing is left in the stream before what we read, or at all after the cursor: say how many entries were ever added up to there, so
-- that the caller, who counts what it applied, can tell a gap from a stream that was cut behind us.
local cut = -1
local first = entries[1] and redis.call('XRANGE', input, '-', '+', 'COUNT', 1)[1]
if not entries[1] or first[1] == entries[1][1] then
  local info = redis.pcall('XINFO', 'STREAM', input) -- an error when there is no stream
  local added, length = member(info, 'entries-added') or 0, member(info, 'length') or 0
  cut = first and added - length or added
end

-- Snapshots are applied among the executions, by id: none that lies beyond an execution which others may still follow.
local upto = #entries == head.count and entries[#entries][1] or '+'
local read = {entries}
for i = 2, streams do
  read[i] = redis.call('XRANGE', KEYS[first_stream + i - 1], '(' .. head.after[i], upto, 'COUNT', head.count)
end

-- A stream may have been made anew, with ids that lie before what we read next. That is seen where nothing is left to read.
local last = not entries[1] and {}
for i = 1, last and streams or 0 do
  local info = redis.pcall('XINFO', 'STREAM', KEYS[first_stream + i - 1])
  last[i] = member(info, 'last-generated-id') or '0-0'
end

local now = redis.call('TIME')
return {'OK', read, kill_switch(KEYS[3]), now[1], now[2], cut, last, settings_from(first_stream + streams)}
