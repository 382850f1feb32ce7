-- Everything that a batch did, or nothing. Redis does not roll back: all checks come before the first write.
-- KEYS: 1 lease, 2 checkpoint, 3 positions, 4 kill switch, 5 input stream, 6 output stream, 7 dead letters,
--       then one dedup key per intent, then one history key per intent
-- ARGV: 1 lease value, 2 lease ms, 3 group, 4 checkpoint field, 5 id that the batch started from ('' = none), 6 id that it
--       ends at, 7 revision, 8 max length of outputs, 9 dedup seconds, 10 number of intents, 11 of positions, 12 of dead
--       letters, 13 of acknowledged ids, 14 of other checkpoint fields; then the intents (attempt, payload, event type, ISO
--       time, Unix ms), the positions (key, state), the dead letters (number of values, field, value, ...), the ids, and the
--       other checkpoint fields (name, value).
-- Returns {'OK', flags: one digit per intent, 1 = published, 0 = was claimed already}, {'FENCED'}, {'STALE'}, {'KILLED'}
-- or {'WRONGTYPE', key}.
local intents, positions, letters = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local acks, others = tonumber(ARGV[13]), tonumber(ARGV[14])
local first_dedup, first_history = 8, 8 + intents

local function check(key, kind)
  local found = redis.call('TYPE', key)['ok']
  return found == 'none' or found == kind
end
local kinds = {'string', 'hash', 'hash', 'string', 'stream', 'stream', 'stream'}
for i = 1, 7 do
  if not check(KEYS[i], kinds[i]) then return {'WRONGTYPE', KEYS[i]} end
end
for i = 0, intents - 1 do
  if not check(KEYS[first_dedup + i], 'string') then return {'WRONGTYPE', KEYS[first_dedup + i]} end
  if not check(KEYS[first_history + i], 'zset') then return {'WRONGTYPE', KEYS[first_history + i]} end
end

if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'FENCED'} end
local applied = redis.call('HGET', KEYS[2], ARGV[4]) or ''
local revision = redis.call('HGET', KEYS[2], 'revision') or ''
if applied ~= ARGV[5] or revision ~= ARGV[7] then return {'STALE'} end
if intents > 0 then
  local kill = string.lower(redis.call('GET', KEYS[4]) or '')
  kill = string.match(kill, '^%s*(.-)%s*$')
  if not (kill == '' or kill == '0' or kill == 'false' or kill == 'off' or kill == 'no') then return {'KILLED'} end
end

-- From here on only writes. The first one is refused when memory is full, and then nothing was written.
redis.call('HSET', KEYS[2], 'schema', '1')
if ARGV[6] ~= '' then redis.call('HSET', KEYS[2], ARGV[4], ARGV[6]) end
local at = 15
local flags = {}
for i = 0, intents - 1 do
  local attempt, payload, event, iso, ms = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  at = at + 5
  local claimed
  if attempt == '1' then
    claimed = redis.call('SET', KEYS[first_dedup + i], ms, 'NX', 'EX', ARGV[9])
  else
    -- Asked for again: the ledger says that the dedup time is over; a key a few milliseconds late must not swallow it.
    claimed = redis.call('SET', KEYS[first_dedup + i], ms, 'EX', ARGV[9])
  end
  if claimed then
    redis.call('XADD', KEYS[6], 'MAXLEN', '~', ARGV[8], '*',
      'event_type', event, 'payload', payload, 'timestamp', iso, 'source', 'harvest_brain')
    redis.call('ZADD', KEYS[first_history + i], ms, payload)
    redis.call('ZREMRANGEBYRANK', KEYS[first_history + i], 0, -101)
    flags[#flags + 1] = '1'
  else
    flags[#flags + 1] = '0'
  end
end
for _ = 1, positions do
  redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1])
  at = at + 2
end
for _ = 1, letters do
  local values = tonumber(ARGV[at])
  local entry = {}
  for i = 1, values do entry[i] = ARGV[at + i] end
  at = at + 1 + values
  redis.call('XADD', KEYS[7], 'MAXLEN', '~', ARGV[8], '*', unpack(entry))
end
for i = 0, acks - 1, 1000 do
  redis.call('XACK', KEYS[5], ARGV[3], unpack(ARGV, at + i, at + math.min(i + 1000, acks) - 1))
end
at = at + acks
for _ = 1, others do
  redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
  at = at + 2
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'OK', table.concat(flags)}
