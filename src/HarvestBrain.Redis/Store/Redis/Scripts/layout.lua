-- How the service is parted; what the caller says is written where nobody has said anything.
-- KEYS: layout   head: partitions, hash
-- Returns {partitions, hash}.
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'partitions', head.partitions, 'generation', 1, 'hash', head.hash)
end
return redis.call('HMGET', KEYS[1], 'partitions', 'hash')
