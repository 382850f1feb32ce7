-- Replaces one position's state, if it is still what the caller saw, and makes the owner load it anew.
-- KEYS: positions, checkpoint, journal   head: journal = its length, 0 = there is none
-- take: position key, state seen, new state   Returns 1 = replaced, 0 = it is another one by now.
local key, seen, state = take(), take(), take()
if redis.call('HGET', KEYS[1], key) ~= seen then
  return 0
end
redis.call('HINCRBY', KEYS[2], FIELD.revision, 1) -- first, because it is the one that can fail
redis.call('HSET', KEYS[1], key, state)
if head.journal > 0 and redis.acl_check_cmd('XADD', KEYS[3], '*', 'a', 'b') then
  redis.pcall('XADD', KEYS[3], 'MAXLEN', '~', head.journal, '*', 'position', key, 'state', state)
end
return 1
