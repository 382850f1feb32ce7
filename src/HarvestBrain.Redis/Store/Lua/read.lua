-- Reads entries under the fence: whoever lost the lease, takes nothing. Renews the lease.
-- KEYS: lease, stream, kill switch, config hash...
-- ARGV: lease value, lease ms, group, consumer, count, from ('>' = new ones, '0' = own pending ones)
-- Returns {'FENCED'} or {'OK', entries or nil, kill switch or nil, seconds, microseconds, cut, {config...}}.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'FENCED'}
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local reply = redis.call('XREADGROUP', 'GROUP', ARGV[3], ARGV[4], 'COUNT', ARGV[5], 'STREAMS', KEYS[2], ARGV[6])
local entries = reply and reply[1][2] or false

-- Nothing is left in the stream before what we read: say how many entries were ever cut off, so that the caller, who counts
-- what it applied, can tell a gap from a stream that was cut behind us.
local cut = -1
if entries and #entries > 0 then
  local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
  if #first > 0 and first[1][1] == entries[1][1] then
    local info = redis.call('XINFO', 'STREAM', KEYS[2])
    local added, length = 0, 0
    for i = 1, #info, 2 do
      if info[i] == 'entries-added' then added = info[i + 1] end
      if info[i] == 'length' then length = info[i + 1] end
    end
    cut = added - length
  end
end

local config = {}
for i = 4, #KEYS do
  local kind = redis.call('TYPE', KEYS[i])['ok']
  config[i - 3] = (kind == 'hash' or kind == 'none') and redis.call('HGETALL', KEYS[i]) or {'', kind}
end
local now = redis.call('TIME')
return {'OK', entries, redis.call('GET', KEYS[3]), now[1], now[2], cut, config}
