-- Reads entries under the fence: whoever lost the lease, takes nothing. Renews the lease.
-- KEYS: lease, stream, kill switch, fence, checkpoint, snapshot stream..., config hash...
-- ARGV: lease value, lease ms, group, consumer, count, from ('>' = new ones, '0' = own pending ones), number of snapshot streams,
--       the id per snapshot stream after which to read
-- Returns {'FENCED'} or {'OK', entries or nil, kill switch or nil, seconds, microseconds, cut, {settings...}, moved, {snapshots...}}.
if not holds_lease(ARGV[1], KEYS[1], KEYS[4]) then return {'FENCED'} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local function read()
  local reply = redis.call('XREADGROUP', 'GROUP', ARGV[3], ARGV[4], 'COUNT', ARGV[5], 'STREAMS', KEYS[2], ARGV[6])
  return reply and reply[1][2] or {}
end
local entries = read()
local cut, moved = -1, 0
if ARGV[6] == '>' then
  -- New entries are read when all before them are applied. If one lies between the checkpoint and what we were given, somebody
  -- moved the group ahead, or took it: back to the checkpoint, which alone says what was done.
  local applied = redis.call('HGET', KEYS[5], KEYS[2])
  if applied then
    local before = entries[1] and '(' .. entries[1][1] or '+'
    if #redis.call('XRANGE', KEYS[2], '(' .. applied, before, 'COUNT', 1) > 0 then
      redis.call('XGROUP', 'SETID', KEYS[2], ARGV[3], applied)
      entries, moved = read(), 1
    end
  end
end

-- Nothing is left in the stream before what we read, or at all after what we applied: say how many entries were ever added
-- up to there, so that the caller, who counts what it applied, can tell a gap from a stream that was cut behind us.
local first = entries[1] and redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
if (first and first[1] == entries[1][1]) or (not entries[1] and ARGV[6] == '>') then
  local info = redis.call('XINFO', 'STREAM', KEYS[2])
  local added, length = 0, 0
  for i = 1, #info, 2 do
    if info[i] == 'entries-added' then added = info[i + 1] end
    if info[i] == 'length' then length = info[i + 1] end
  end
  cut = first and added - length or added
end

-- Snapshots are applied among the executions, by id: none that lies beyond an execution which others may still follow. They belong to
-- no consumer: the checkpoint alone says how far we are.
local upto = '+'
if ARGV[6] ~= '>' or #entries == tonumber(ARGV[5]) then upto = entries[1] and entries[#entries][1] end
local streams = tonumber(ARGV[7])
local snapshots = {}
for i = 1, streams do
  snapshots[i] = upto and redis.call('XRANGE', KEYS[5 + i], '(' .. ARGV[7 + i], upto, 'COUNT', ARGV[5]) or {}
end

local now = redis.call('TIME')
return {'OK', entries, kill_switch(KEYS[3]), now[1], now[2], cut, settings_from(6 + streams), moved, snapshots}
