-- Replaces one position's state, if it is still what the caller saw, and makes the owner load it anew.
-- KEYS: positions, checkpoint   ARGV: position key, state seen, new state
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HINCRBY', KEYS[2], 'revision', 1) -- first, because it is the one that can fail
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
