-- What several scripts need: stands before each of them, behind the names of the checkpoint's fields (FIELD).

-- The scalars of the call, by name; what is binary or long stands behind them, one after the other.
local head = cjson.decode(ARGV[1])
local taken = 1
local function take()
  taken = taken + 1
  return ARGV[taken]
end

-- The lease is ours, or has run out and nobody has taken it since: then the fence still shows it. All of it is compared, not the
-- token alone: a Redis that lost a write gives the same token out twice.
local function holds_lease(lease, fence)
  local held = redis.call('GET', lease)
  return held == head.lease or (not held and redis.call('GET', fence) == head.lease)
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

-- A member of what XINFO answers, a list of names and values; nil when there is none, or the answer is an error.
local function member(info, name)
  for i = 1, #info, 2 do
    if info[i] == name then return info[i + 1] end
  end
end
