-- A host says that it is there. Only a hint for whoever shares out the partitions: who works on one, its lease says.
-- KEYS: hosts, kill switch of all   head: host, owned = its partitions as text, dead_ms = a host not heard of for so long is gone
-- Returns {now (ms), kill switch or nil, {host, when it was first heard of (ms), its partitions, ...}}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local hosts, mine = {}, now
local seen = redis.call('HGETALL', KEYS[1])
for i = 1, #seen, 2 do
  local joined, last, owned = string.match(seen[i + 1], '^(%d+) (%d+) (.*)$')
  if seen[i] == head.host then
    mine = tonumber(joined) or now
  elseif not joined or now - last > head.dead_ms then
    redis.call('HDEL', KEYS[1], seen[i])
  else
    hosts[#hosts + 1] = seen[i]
    hosts[#hosts + 1] = joined
    hosts[#hosts + 1] = owned
  end
end
redis.call('HSET', KEYS[1], head.host, string.format('%.0f %.0f %s', mine, now, head.owned))
for _, value in ipairs({head.host, string.format('%.0f', mine), head.owned}) do hosts[#hosts + 1] = value end
return {string.format('%.0f', now), kill_switch(KEYS[2]), hosts}
