-- Takes the lease if nobody holds it. The token rises with every owner and is part of the lease's value.
-- KEYS: lease, fence   ARGV: owner, lease ms
-- Returns {1, value} or {0, value of the holder, ms left}.
local held = redis.call('GET', KEYS[1])
if held then
  return {0, held, redis.call('PTTL', KEYS[1])}
end
local value = redis.call('INCR', KEYS[2]) .. ':' .. ARGV[1]
redis.call('SET', KEYS[1], value, 'PX', ARGV[2])
return {1, value}
