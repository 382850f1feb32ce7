-- Everything that a batch did, or nothing. Redis does not roll back: all checks come before the first write.
-- KEYS: 1 lease, 2 fence, 3 checkpoint, 4 positions, 5 output stream, 6 dead letters, 7 kill switch, 8 trades, 9 journal,
--       10 and 12 positions of the anchors, 11 and 13 their checkpoints, then one input stream per cursor, the executions first, and per
--       intent its dedup key and its history
-- head: lease, lease_ms, group, consumer, revision, saved = how many positions are saved (-1 = any number), decided_ms = when the batch was
--       decided, under_way_ms = for how long a commit may be under way, max_length of outputs, dedup_seconds, event = type of the intents,
--       schema, cursors = {from ('' = none is saved), to, entries}, intents = {attempt, time (ms), ISO time, true = the
--       kill switch stops it}, trades = ISO time of each,
--       positions = how many,
--       letters = how many values each dead letter has, fields = how many other fields of the checkpoint, journal = length of the
--       journal, 0 = there is none, anchor = 0 none is to be set, 1 if it is due, 2 in any case, anchor_most = no anchor of more positions
-- take: per intent its payload; per trade its payload; per position its key and state; per dead letter its fields and values; per field its name and value; for the
--       journal its note; for an anchor what it begins with
-- Returns {'OK', flags: one digit per intent, 1 = published, 0 = was claimed already, number of saved positions, 1 = the group of the
-- executions was not there, 1 = the journal has it}, {'FENCED'}, {'STALE'}, {'KILLED'}, {'WRONGTYPE', key} or {'DENIED', command and key}.
local LEASE, FENCE, CHECKPOINT, POSITIONS, OUTPUT, LETTERS, KILL = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local cursors, intents = head.cursors, head.intents
local TRADES, JOURNAL, FIXED = KEYS[8], KEYS[9], 13
local function stream_of(i) return KEYS[FIXED + i] end
local function dedup_of(i) return KEYS[FIXED + #cursors + (2 * i) - 1] end
local function history_of(i) return KEYS[FIXED + #cursors + (2 * i)] end

local function is(key, kind)
  local found = redis.call('TYPE', key)['ok']
  return found == 'none' or found == kind
end
local kinds = {'string', 'string', 'hash', 'hash', 'stream', 'stream'} -- the kill switch may be anything
for i, kind in ipairs(kinds) do
  if not is(KEYS[i], kind) then return {'WRONGTYPE', KEYS[i]} end
end
if #head.trades > 0 and not is(TRADES, 'stream') then return {'WRONGTYPE', TRADES} end
if head.journal > 0 and not is(JOURNAL, 'stream') then return {'WRONGTYPE', JOURNAL} end
for i = 1, #cursors do
  if not is(stream_of(i), 'stream') then return {'WRONGTYPE', stream_of(i)} end
end
for i = 1, #intents do
  if not is(dedup_of(i), 'string') then return {'WRONGTYPE', dedup_of(i)} end
  if not is(history_of(i), 'zset') then return {'WRONGTYPE', history_of(i)} end
end

if not holds_lease(LEASE, FENCE) then return {'FENCED'} end
if (redis.call('HGET', CHECKPOINT, FIELD.revision) or '') ~= head.revision then return {'STALE'} end
for i, cursor in ipairs(cursors) do
  if (redis.call('HGET', CHECKPOINT, stream_of(i)) or '') ~= cursor[1] then return {'STALE'} end
end
if head.saved >= 0 and redis.call('HLEN', POSITIONS) ~= head.saved then return {'STALE'} end
if #intents > 0 then
  local now = redis.call('TIME')
  -- The client gave up on this one, and its prices grow old: it is decided anew.
  if now[1] * 1000 + now[2] / 1000 - head.decided_ms > head.under_way_ms then return {'STALE'} end
end
local stoppable = false
for _, intent in ipairs(intents) do stoppable = stoppable or intent[4] end
if stoppable then
  if not is(KILL, 'string') then return {'KILLED'} end
  local kill = string.match(string.lower(redis.call('GET', KILL) or ''), '^%s*(.-)%s*$')
  if not (kill == '' or kill == '0' or kill == 'false' or kill == 'off' or kill == 'no') then return {'KILLED'} end
end

-- A user who may not do one of the writes may do none of them.
local function denied(command, key, ...)
  return not redis.acl_check_cmd(command, key, ...) and {'DENIED', command .. ' ' .. key}
end
local refusal = denied('HSET', CHECKPOINT, 'a', 'b') or (head.positions > 0 and denied('HSET', POSITIONS, 'a', 'b'))
  or (#head.letters > 0 and denied('XADD', LETTERS, '*', 'a', 'b')) or (#intents > 0 and denied('XADD', OUTPUT, '*', 'a', 'b'))
  or (#head.trades > 0 and denied('XADD', TRADES, '*', 'a', 'b'))
for i = 1, #intents do
  refusal = refusal or denied('SET', dedup_of(i), 'a') or denied('ZADD', history_of(i), '0', 'a')
    or denied('ZREMRANGEBYRANK', history_of(i), '0', '0')
end
if refusal then return refusal end
-- The journal is for whoever wants to decide it all again: a user of an older ACL goes on without it.
local journals = head.journal > 0 and not (denied('XADD', JOURNAL, '*', 'a', 'b') or denied('COPY', POSITIONS, KEYS[10])
  or denied('XINFO', 'STREAM', JOURNAL) or denied('XINFO', 'STREAM', OUTPUT))

-- From here on only writes. The first one is refused when memory is full, and then nothing was written.
redis.call('HSET', CHECKPOINT, FIELD.schema, head.schema)

-- The group only shows how far we are, to whoever looks; nothing is read through it. So it may fail. What somebody else took through it
-- is acknowledged as far as it is applied.
local function show(stream, from, id, entries)
  local info = redis.pcall('XINFO', 'STREAM', stream)
  local added, read = member(info, 'entries-added'), nil
  for _, group in ipairs(redis.pcall('XINFO', 'GROUPS', stream)) do
    if member(group, 'name') == head.group then
      local before = member(group, 'entries-read')
      if from == '0-0' then before = added - member(info, 'length') end
      if before then read = before + entries end
      local pending = member(group, 'pending') > 0 and redis.pcall('XPENDING', stream, head.group, '-', id, 1000) or {}
      for i = 1, #pending do pending[i] = pending[i][1] end
      if #pending > 0 then redis.pcall('XACK', stream, head.group, unpack(pending)) end
    end
  end
  if member(info, 'last-generated-id') == id then read = added end
  local known = read and {'ENTRIESREAD', read} or {}
  if not redis.pcall('XGROUP', 'SETID', stream, head.group, id, unpack(known))['err'] then return 0 end
  if redis.pcall('XGROUP', 'CREATE', stream, head.group, id, 'MKSTREAM', unpack(known))['err'] then return 0 end
  redis.pcall('XGROUP', 'CREATECONSUMER', stream, head.group, head.consumer)
  return 1
end
local moved, made = false, 0
for _, cursor in ipairs(cursors) do moved = moved or cursor[1] ~= cursor[2] end
for i, cursor in ipairs(cursors) do
  local from, to, entries = cursor[1], cursor[2], cursor[3]
  if from ~= to then redis.call('HSET', CHECKPOINT, stream_of(i), to) end
  if from ~= to or not moved then
    local was_made = show(stream_of(i), from, to, entries)
    if i == 1 then made = was_made end
  end
end

local flags, first = {}, nil
for i, intent in ipairs(intents) do
  local attempt, ms, iso, payload = intent[1], intent[2], intent[3], take()
  local claimed
  if attempt == 1 then
    claimed = redis.call('SET', dedup_of(i), ms, 'NX', 'EX', head.dedup_seconds)
  else
    -- Asked for again: the position says that the dedup time is over; a key a few milliseconds late must not swallow it.
    claimed = redis.call('SET', dedup_of(i), ms, 'EX', head.dedup_seconds)
  end
  if claimed then
    local id = redis.call('XADD', OUTPUT, 'MAXLEN', '~', head.max_length, '*',
      'event_type', head.event, 'payload', payload, 'timestamp', iso, 'source', 'harvest_brain')
    first = first or id
    redis.call('ZADD', history_of(i), ms, payload)
    redis.call('ZREMRANGEBYRANK', history_of(i), 0, -101)
  end
  flags[i] = claimed and '1' or '0'
end
for _, iso in ipairs(head.trades) do
  redis.call('XADD', TRADES, 'MAXLEN', '~', head.max_length, '*',
    'event_type', 'harvest.trade', 'payload', take(), 'timestamp', iso, 'source', 'harvest_brain')
end
for _ = 1, head.positions do redis.call('HSET', POSITIONS, take(), take()) end
for _, values in ipairs(head.letters) do
  local entry = {}
  for i = 1, values do entry[i] = take() end
  redis.call('XADD', LETTERS, 'MAXLEN', '~', head.max_length, '*', unpack(entry))
end
for _ = 1, head.fields do redis.call('HSET', CHECKPOINT, take(), take()) end
local saved = redis.call('HLEN', POSITIONS)
redis.call('HSET', CHECKPOINT, FIELD.positions, saved)
redis.call('SET', LEASE, head.lease, 'PX', head.lease_ms)

-- Positions and checkpoint as they are now, and where in the journal that is: from there on all can be decided again. The older of two is
-- replaced once half of the journal has been written since the newer one.
local function anchor(id, start)
  local added = member(redis.call('XINFO', 'STREAM', JOURNAL), 'entries-added')
  local one = tonumber(redis.call('HGET', KEYS[11], FIELD.anchor_added) or -1)
  local two = tonumber(redis.call('HGET', KEYS[13], FIELD.anchor_added) or -1)
  local newer = math.max(one, two)
  local due = newer < 0 or newer > added or added - newer >= head.journal / 2
  if saved > head.anchor_most or not (due or head.anchor == 2) then return end
  local positions = one <= two and 10 or 12
  local checkpoint = positions + 1
  redis.call('DEL', KEYS[positions], KEYS[checkpoint])
  redis.call('COPY', POSITIONS, KEYS[positions])
  redis.call('COPY', CHECKPOINT, KEYS[checkpoint])
  local output = member(redis.pcall('XINFO', 'STREAM', OUTPUT), 'last-generated-id') or '0-0' -- an error when there is no stream
  redis.call('HSET', KEYS[checkpoint], FIELD.anchor_added, added, FIELD.anchor_journal, id, FIELD.anchor_output, output, FIELD.anchor_start, start)
end
if journals then
  local entry = {'commit', take()}
  if #intents > 0 then entry[#entry + 1] = 'published'; entry[#entry + 1] = table.concat(flags) end
  if first then entry[#entry + 1] = 'first'; entry[#entry + 1] = first end
  local id = redis.call('XADD', JOURNAL, 'MAXLEN', '~', head.journal, '*', unpack(entry))
  redis.call('HSET', CHECKPOINT, FIELD.journaled, cursors[1][2])
  if head.anchor > 0 then anchor(id, take()) end
end
return {'OK', table.concat(flags), saved, made, journals and 1 or 0}
