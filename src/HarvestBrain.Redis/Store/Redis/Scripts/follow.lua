-- A partition's kill switch follows the one of all, unless somebody has changed it since it was read.
-- KEYS: kill switch   head: seen = its value then ('' = there was none), value = the new one ('' = none)
if (redis.call('GET', KEYS[1]) or '') ~= head.seen then return 0 end
if head.value == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], head.value) end
return 1
