-- Takes the lease if nobody holds it, or renews our own with a new token: what we sent before and never got an answer to may
-- still arrive, and must then find that its token is an old one.
-- KEYS: lease, fence   ARGV: owner, lease ms, a number that this owner never used before
-- The token rises with every call. It begins anew when Redis loses everything, so the owner and its number are part of the value.
-- Returns {1, value} or {0, value of the holder, ms left}.
local held = redis.call('GET', KEYS[1])
if held and not string.find(held, ':' .. ARGV[1] .. ':', 1, true) then
  return {0, held, redis.call('PTTL', KEYS[1])}
end
local value = redis.call('INCR', KEYS[2]) .. ':' .. ARGV[1] .. ':' .. ARGV[3]
redis.call('SET', KEYS[1], value, 'PX', ARGV[2])
return {1, value}
