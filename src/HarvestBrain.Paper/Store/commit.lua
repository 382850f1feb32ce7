-- What a step of the paper venue did, or nothing. Redis does not roll back: all checks come before the first write.
-- KEYS: 1 checkpoint, 2 positions, 3 orders, 4 seen intents, 5 stream of executions, 6 stream of open orders (where there is one)
-- head: revision = what the checkpoint has now ('' = there is none), next = what it has then, cursors = {stream, id} each,
--       read_to = id up to which the executions are folded, positions, orders, gone_orders, seen, forgotten = how many of each,
--       answers = how many values each has, snapshots = how many, timestamp = of the snapshots, max_length of their stream
-- take: per position its key and state; per order its id and state; ids of orders that are gone; per intent its id and state; ids of
--       those forgotten; per answer its names and values; per snapshot its payload
-- Returns 'OK'; 'STALE' = somebody else moved the checkpoint; 'BEHIND' = there is more than prices behind read_to, and the answers may be
-- wrong; 'WRONGTYPE key'; 'DENIED command key'.
local head = cjson.decode(ARGV[1])
local taken = 1
local function take()
  taken = taken + 1
  return ARGV[taken]
end
local CHECKPOINT, POSITIONS, ORDERS, SEEN, EXECUTIONS, OPEN = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]

for i, key in ipairs(KEYS) do
  local found = redis.call('TYPE', key)['ok']
  if found ~= 'none' and found ~= (i < 5 and 'hash' or 'stream') then return 'WRONGTYPE ' .. key end
end
if (redis.call('HGET', CHECKPOINT, 'revision') or '') ~= head.revision then return 'STALE' end

-- What is open follows from the stream. An answer is right only if nothing but prices has come since it was read.
local MOST = 200
local function is_price(entry)
  for i = 2, #entry, 2 do
    if string.find(string.upper(entry[i]), 'PRICE_UPDATE', 1, true) then return true end
  end
  return false
end
if #head.answers > 0 then
  local newer = redis.call('XRANGE', EXECUTIONS, '(' .. head.read_to, '+', 'COUNT', MOST)
  if #newer == MOST then return 'BEHIND' end
  for _, entry in ipairs(newer) do
    if not is_price(entry[2]) then return 'BEHIND' end
  end
end

-- A user who may not do one of the writes may do none of them.
local function denied(wanted, command, key, ...)
  return wanted and not redis.acl_check_cmd(command, key, ...) and 'DENIED ' .. command .. ' ' .. key
end
local refusal = denied(true, 'HSET', CHECKPOINT, 'a', 'b') or denied(head.positions > 0, 'HSET', POSITIONS, 'a', 'b')
  or denied(head.orders > 0, 'HSET', ORDERS, 'a', 'b') or denied(head.gone_orders > 0, 'HDEL', ORDERS, 'a')
  or denied(head.seen > 0, 'HSET', SEEN, 'a', 'b') or denied(head.forgotten > 0, 'HDEL', SEEN, 'a')
  or denied(#head.answers > 0, 'XADD', EXECUTIONS, '*', 'a', 'b') or (OPEN and denied(head.snapshots > 0, 'XADD', OPEN, '*', 'a', 'b'))
if refusal then return refusal end

-- From here on only writes. The first one is refused when memory is full, and then nothing was written.
redis.call('HSET', CHECKPOINT, 'revision', head.next)
for _, cursor in ipairs(head.cursors) do redis.call('HSET', CHECKPOINT, cursor[1], cursor[2]) end
for _ = 1, head.positions do redis.call('HSET', POSITIONS, take(), take()) end
for _ = 1, head.orders do redis.call('HSET', ORDERS, take(), take()) end
for _ = 1, head.gone_orders do redis.call('HDEL', ORDERS, take()) end
for _ = 1, head.seen do redis.call('HSET', SEEN, take(), take()) end
for _ = 1, head.forgotten do redis.call('HDEL', SEEN, take()) end
for _, values in ipairs(head.answers) do
  local entry = {}
  for i = 1, values do entry[i] = take() end
  redis.call('XADD', EXECUTIONS, '*', unpack(entry))
end
for _ = 1, head.snapshots do
  redis.call('XADD', OPEN, 'MAXLEN', '~', head.max_length, '*',
    'event_type', 'open.orders', 'payload', take(), 'timestamp', head.timestamp, 'source', 'harvest_brain_paper')
end
return 'OK'
