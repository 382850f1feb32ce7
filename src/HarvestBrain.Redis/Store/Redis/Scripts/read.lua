-- Renews the lease, and says what has to be known besides the entries that were read right before. Those do not come through here: what
-- a script hands over is made into Lua values first, which costs several times what reading them does.
-- KEYS: lease, fence, kill switch, the executions, the streams of snapshots..., config hashes...
-- head: lease, lease_ms, after = one id per stream
-- Returns {'FENCED'} or
-- {'OK', id of the next execution or nil, kill switch or nil, seconds, microseconds, cut, {last id per stream...} or nil, {settings...}}.
if not holds_lease(KEYS[1], KEYS[2]) then return {'FENCED'} end
redis.call('SET', KEYS[1], head.lease, 'PX', head.lease_ms)
local first_stream, streams = 4, #head.after
local input = KEYS[first_stream]
local next_one = redis.call('XRANGE', input, '(' .. head.after[1], '+', 'COUNT', 1)[1]

-- Nothing is left in the stream before what is read, or at all after the cursor: say how many entries were ever added up to there, so
-- that the caller, who counts what it applied, can tell a gap from a stream that was cut behind us.
local cut = -1
local first = next_one and redis.call('XRANGE', input, '-', '+', 'COUNT', 1)[1]
if not next_one or first[1] == next_one[1] then
  local info = redis.pcall('XINFO', 'STREAM', input) -- an error when there is no stream
  local added, length = member(info, 'entries-added') or 0, member(info, 'length') or 0
  cut = first and added - length or added
end

-- A stream may have been made anew, with ids that lie before what we read next. That is seen where nothing is left to read.
local last = not next_one and {}
for i = 1, last and streams or 0 do
  local info = redis.pcall('XINFO', 'STREAM', KEYS[first_stream + i - 1])
  last[i] = member(info, 'last-generated-id') or '0-0'
end

local now = redis.call('TIME')
local id = next_one and next_one[1] or false -- a nil would end the list
return {'OK', id, kill_switch(KEYS[3]), now[1], now[2], cut, last, settings_from(first_stream + streams)}
