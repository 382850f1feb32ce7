-- Gives the lease back, if it is still ours.
-- KEYS: lease   head: lease
if redis.call('GET', KEYS[1]) == head.lease then
  return redis.call('DEL', KEYS[1])
end
return 0
