-- Takes the lease if nobody holds it, or renews our own with a new token: a commit that we sent before and never got an answer to may
-- still arrive, and must then find that its token is an old one. The token rises with every call.
-- KEYS: lease, fence, kill switch
-- head: owner, lease_ms, highest = the highest token that the caller has seen, force = take it even if Redis has forgotten that token
-- Returns {1, value}, {0, value of the holder, ms left, kill switch or nil}, or {2, nil, 0, kill switch or nil}:
-- Redis forgot the token, so it has lost its state.
local held = redis.call('GET', KEYS[1])
local ours = held and string.sub(held, -#head.owner - 1) == ':' .. head.owner
if held and not ours then
  local left = redis.call('PTTL', KEYS[1])
  if left < 0 then -- not from us, who always set one: it runs out from now on
    redis.call('PEXPIRE', KEYS[1], head.lease_ms)
    left = head.lease_ms
  end
  return {0, held, left, kill_switch(KEYS[3])}
end
-- The fence is the last lease that was taken, '<token>:<owner>'; a bare number is the token of an older version.
local fence = redis.call('GET', KEYS[2])
local token = fence and tonumber(string.match(fence, '^%d+')) or 0
if token < head.highest then
  if not head.force then return {2, false, 0, kill_switch(KEYS[3])} end
  token = head.highest
end
local value = string.format('%.0f:%s', token + 1, head.owner)
redis.call('SET', KEYS[2], value)
redis.call('SET', KEYS[1], value, 'PX', head.lease_ms)
return {1, value}
