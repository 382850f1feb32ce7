-- Takes over what other consumers left pending, page by page, under the fence.
-- KEYS: lease, stream, fence, checkpoint   ARGV: lease value, lease ms, group, consumer, cursor, count
-- Returns {'FENCED'} or {'OK', next cursor, number claimed, {ids that were not applied and that the stream no longer has}}.
if not holds_lease(ARGV[1], KEYS[1], KEYS[3]) then return {'FENCED'} end
local known = redis.call('HLEN', KEYS[4]) > 0
local applied = redis.call('HGET', KEYS[4], KEYS[2]) or '0-0'
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])

local function parts(id)
  local ms, sequence = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(sequence)
end
local function is_applied(id)
  local ms, sequence = parts(id)
  local applied_ms, applied_sequence = parts(applied)
  return ms < applied_ms or (ms == applied_ms and sequence <= applied_sequence)
end

local reply = redis.call('XAUTOCLAIM', KEYS[2], ARGV[3], ARGV[4], 0, ARGV[5], 'COUNT', ARGV[6], 'JUSTID')
local lost = {}
for _, id in ipairs(reply[3] or {}) do
  if not is_applied(id) then lost[#lost + 1] = id end
end
-- Redis forgets them with this call. If the answer is lost, whoever loads next must still learn of them.
if known and #lost > 0 then redis.call('HINCRBY', KEYS[4], 'lost', #lost) end
return {'OK', reply[1], #reply[2], lost}
