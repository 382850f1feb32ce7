-- Replaces one position's state, if it is still what the caller saw, and makes the owner load it anew.
-- KEYS: positions, checkpoint   ARGV: position key, state seen, new state
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HINCRBY', KEYS[2], 'revision', 1)
return 1
