-- Takes over what other consumers left pending, page by page, under the fence.
-- KEYS: lease, stream, checkpoint   ARGV: lease value, lease ms, group, consumer, cursor, count
-- Returns {'FENCED'} or {'OK', next cursor, number claimed, {ids that the stream no longer has}}.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'FENCED'}
end
local known = redis.call('HLEN', KEYS[3]) > 0
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local reply = redis.call('XAUTOCLAIM', KEYS[2], ARGV[3], ARGV[4], 0, ARGV[5], 'COUNT', ARGV[6], 'JUSTID')
local gone = reply[3] or {}
-- Redis forgets them with this call. If the answer is lost, whoever loads next must still learn of them.
if known and #gone > 0 then redis.call('HINCRBY', KEYS[3], 'lost', #gone) end
return {'OK', reply[1], #reply[2], gone}
