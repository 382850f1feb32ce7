-- Everything that a batch did, or nothing. Redis does not roll back: all checks come before the first write.
-- KEYS: 1 lease, 2 checkpoint, 3 positions, 4 fence, 5 input stream, 6 output stream, 7 dead letters, 8 kill switch,
--       then one snapshot stream per cursor, one dedup key per intent, one history key per intent
-- ARGV: 1 lease value, 2 lease ms, 3 group, 4 checkpoint field, 5 id that the batch started from ('' = none), 6 id that it
--       ends at, 7 revision, 8 max length of outputs, 9 dedup seconds, 10 number of intents, 11 of positions, 12 of dead
--       letters, 13 of acknowledged ids, 14 of other checkpoint fields, 15 how many positions are saved ('' = any number), 16 when the
--       batch was decided (Unix ms), 17 for how long a commit may be under way (ms), 18 number of cursors; then the cursors (id that the
--       batch started from ('' = none), id that it ends at, entries between), the intents (attempt, payload, event type, ISO time, Unix
--       ms), the positions (key, state), the dead letters (number of values, field, value, ...), the ids, and the other checkpoint
--       fields (name, value).
-- Returns {'OK', flags: one digit per intent, 1 = published, 0 = was claimed already, number of saved positions}, {'FENCED'},
-- {'STALE'}, {'KILLED'}, {'WRONGTYPE', key} or {'DENIED', command and key}.
local intents, positions, letters = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local acks, others = tonumber(ARGV[13]), tonumber(ARGV[14])
local cursors = tonumber(ARGV[18])
local first_dedup, first_history = 9 + cursors, 9 + cursors + intents

local function check(key, kind)
  local found = redis.call('TYPE', key)['ok']
  return found == 'none' or found == kind
end
local kinds = {'string', 'hash', 'hash', 'string', 'stream', 'stream', 'stream'} -- the kill switch may be anything
for i = 1, 7 do
  if not check(KEYS[i], kinds[i]) then return {'WRONGTYPE', KEYS[i]} end
end
for i = 9, 8 + cursors do
  if not check(KEYS[i], 'stream') then return {'WRONGTYPE', KEYS[i]} end
end
for i = 0, intents - 1 do
  if not check(KEYS[first_dedup + i], 'string') then return {'WRONGTYPE', KEYS[first_dedup + i]} end
  if not check(KEYS[first_history + i], 'zset') then return {'WRONGTYPE', KEYS[first_history + i]} end
end

if not holds_lease(ARGV[1], KEYS[1], KEYS[4]) then return {'FENCED'} end
local applied = redis.call('HGET', KEYS[2], ARGV[4]) or ''
local revision = redis.call('HGET', KEYS[2], 'revision') or ''
if applied ~= ARGV[5] or revision ~= ARGV[7] then return {'STALE'} end
for i = 0, cursors - 1 do
  if (redis.call('HGET', KEYS[2], KEYS[9 + i]) or '') ~= ARGV[19 + (3 * i)] then return {'STALE'} end
end
if ARGV[15] ~= '' and redis.call('HLEN', KEYS[3]) ~= tonumber(ARGV[15]) then return {'STALE'} end
local now = redis.call('TIME')
-- The client gave up on this one, and its prices grow old: it is decided anew.
if intents > 0 and now[1] * 1000 + now[2] / 1000 - tonumber(ARGV[16]) > tonumber(ARGV[17]) then return {'STALE'} end
if intents > 0 then
  if not check(KEYS[8], 'string') then return {'KILLED'} end
  local kill = string.lower(redis.call('GET', KEYS[8]) or '')
  kill = string.match(kill, '^%s*(.-)%s*$')
  if not (kill == '' or kill == '0' or kill == 'false' or kill == 'off' or kill == 'no') then return {'KILLED'} end
end

-- A user who may not do one of the writes may do none of them.
local function may(...)
  return redis.acl_check_cmd(...)
end
if not may('HSET', KEYS[2], 'a', 'b') then return {'DENIED', 'HSET ' .. KEYS[2]} end
if positions > 0 and not may('HSET', KEYS[3], 'a', 'b') then return {'DENIED', 'HSET ' .. KEYS[3]} end
if letters > 0 and not may('XADD', KEYS[7], '*', 'a', 'b') then return {'DENIED', 'XADD ' .. KEYS[7]} end
if acks > 0 and not may('XACK', KEYS[5], ARGV[3], '0-0') then return {'DENIED', 'XACK ' .. KEYS[5]} end
if intents > 0 and not may('XADD', KEYS[6], '*', 'a', 'b') then return {'DENIED', 'XADD ' .. KEYS[6]} end
for i = 0, intents - 1 do
  local dedup, history = KEYS[first_dedup + i], KEYS[first_history + i]
  if not may('SET', dedup, 'a') then return {'DENIED', 'SET ' .. dedup} end
  if not (may('ZADD', history, '0', 'a') and may('ZREMRANGEBYRANK', history, '0', '0')) then return {'DENIED', 'ZADD ' .. history} end
end

-- From here on only writes. The first one is refused when memory is full, and then nothing was written.
redis.call('HSET', KEYS[2], 'schema', '2') -- PositionState.Schema; a test holds them equal
if ARGV[6] ~= '' then redis.call('HSET', KEYS[2], ARGV[4], ARGV[6]) end
-- The group of a snapshot stream only shows how far we are, to whoever looks; nothing is read through it. So it may fail.
local function show(stream, from, id, entries)
  local info, read = redis.pcall('XINFO', 'STREAM', stream), nil
  local last, added, length
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = info[i + 1] end
    if info[i] == 'entries-added' then added = info[i + 1] end
    if info[i] == 'length' then length = info[i + 1] end
  end
  local groups = last and last ~= id and redis.pcall('XINFO', 'GROUPS', stream) or {}
  for _, group in ipairs(groups) do
    local name, before
    for i = 1, #group, 2 do
      if group[i] == 'name' then name = group[i + 1] end
      if group[i] == 'entries-read' then before = group[i + 1] end
    end
    if from == '0-0' then before = added - length end
    if name == ARGV[3] and before then read = before + entries end
  end
  if last == id then read = added end
  local known = read and {'ENTRIESREAD', read} or {}
  if redis.pcall('XGROUP', 'SETID', stream, ARGV[3], id, unpack(known))['err'] then
    redis.pcall('XGROUP', 'CREATE', stream, ARGV[3], id, 'MKSTREAM', unpack(known))
  end
end
local at = 19
for i = 9, 8 + cursors do
  redis.call('HSET', KEYS[2], KEYS[i], ARGV[at + 1])
  show(KEYS[i], ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]))
  at = at + 3
end
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
local saved = redis.call('HLEN', KEYS[3])
redis.call('HSET', KEYS[2], 'positions', saved)
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {'OK', table.concat(flags), saved}
