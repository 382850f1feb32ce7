-- Takes over what other consumers left pending, page by page, under the fence.
-- KEYS: lease, stream, fence   ARGV: lease value, lease ms, group, consumer, cursor, count
-- Returns {'FENCED'} or {'OK', next cursor, number claimed, {ids that the stream no longer has}}.
-- Ours, or run out and taken by nobody since: then the fence still shows our token.
local held = redis.call('GET', KEYS[1])
if held ~= ARGV[1] and (held or redis.call('GET', KEYS[3]) ~= string.match(ARGV[1], '^%d+')) then
  return {'FENCED'}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local reply = redis.call('XAUTOCLAIM', KEYS[2], ARGV[3], ARGV[4], 0, ARGV[5], 'COUNT', ARGV[6], 'JUSTID')
return {'OK', reply[1], #reply[2], reply[3] or {}}
