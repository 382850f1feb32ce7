-- What several scripts need: stands before each of them.

-- The lease is ours, or has run out and nobody has taken it since: then the fence still shows it. All of it is compared, not the
-- token alone: a Redis that lost a write gives the same token out twice.
local function holds_lease(value, lease, fence)
  local held = redis.call('GET', lease)
  return held == value or (not held and redis.call('GET', fence) == value)
end

-- The value of the kill switch; false when there is none. A key of another type is one that is on.
local function kill_switch(key)
  local kind = redis.call('TYPE', key)['ok']
  return kind == 'string' and redis.call('GET', key) or (kind ~= 'none' and 'a ' .. kind)
end

-- The settings of symbols, one list of names and values for each key from the first on; {'', type} for a key that is no hash.
local function settings_from(first)
  local settings = {}
  for i = first, #KEYS do
    local kind = redis.call('TYPE', KEYS[i])['ok']
    settings[#settings + 1] = (kind == 'hash' or kind == 'none') and redis.call('HGETALL', KEYS[i]) or {'', kind}
  end
  return settings
end

