-- Takes the lease if nobody holds it. The token rises with every owner and is part of the lease's value.
-- KEYS: lease, fence
-- ARGV: owner, lease ms, the highest token that the caller has seen, '1' = take it even if Redis has forgotten that token
-- Returns {1, value}, {0, value of the holder, ms left}, or {2}: Redis forgot the token, so it has lost its state.
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, -#ARGV[1] - 1) == ':' .. ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2]) -- the caller's own: the answer to an earlier request got lost
  return {1, held}
end
if held then
  local left = redis.call('PTTL', KEYS[1])
  if left < 0 then -- not from us, who always set one: it runs out from now on
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    left = tonumber(ARGV[2])
  end
  return {0, held, left}
end
if tonumber(redis.call('GET', KEYS[2]) or '0') < tonumber(ARGV[3]) then
  if ARGV[4] ~= '1' then return {2} end
  redis.call('SET', KEYS[2], ARGV[3]) -- a token is never given out twice
end
local value = redis.call('INCR', KEYS[2]) .. ':' .. ARGV[1]
redis.call('SET', KEYS[1], value, 'PX', ARGV[2])
return {1, value}
