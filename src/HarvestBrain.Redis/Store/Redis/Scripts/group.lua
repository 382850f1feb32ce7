-- Makes the consumer group under the fence: one that is made at the wrong place hides entries from the next owner for ever.
-- KEYS: lease, stream, fence   ARGV: lease value, group, id or $
-- Returns 'FENCED', 'MADE' or 'EXISTS'.
if not holds_lease(ARGV[1], KEYS[1], KEYS[3]) then return 'FENCED' end
local made = redis.pcall('XGROUP', 'CREATE', KEYS[2], ARGV[2], ARGV[3], 'MKSTREAM')
if not made['err'] then return 'MADE' end
if string.find(made['err'], 'BUSYGROUP', 1, true) then return 'EXISTS' end
return made
