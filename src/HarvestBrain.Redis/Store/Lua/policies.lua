-- The settings of some symbols.
-- KEYS: config hash...   Returns one list of names and values per key; {'', type} for a key that is no hash.
local config = {}
for i = 1, #KEYS do
  local kind = redis.call('TYPE', KEYS[i])['ok']
  config[i] = (kind == 'hash' or kind == 'none') and redis.call('HGETALL', KEYS[i]) or {'', kind}
end
return config
