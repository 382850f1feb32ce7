-- Removes the consumers of hosts that are gone. The group only shows how far we are and who works, by our consumer; others are of earlier owners,
-- one for each host that ever ran.
-- KEYS: lease, fence, streams...   head: lease, group, consumer = ours, idle_ms = a consumer that was not used for so long is gone
-- Returns {'FENCED'} or {'OK', how many were removed, what the server said when it refused, or nil}.
if not holds_lease(KEYS[1], KEYS[2]) then return {'FENCED'} end
local removed, refused = 0, false
for i = 3, #KEYS do
  -- So that the group shows who works now, also one that another host has made.
  redis.pcall('XGROUP', 'CREATECONSUMER', KEYS[i], head.group, head.consumer)
  local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[i], head.group)
  local failed = consumers['err']
  local is_none = failed and (string.find(failed, 'no such key', 1, true) or string.find(failed, 'NOGROUP', 1, true))
  if failed and not is_none then refused = failed end
  for _, consumer in ipairs(consumers) do
    local name = member(consumer, 'name')
    if name ~= head.consumer and member(consumer, 'pending') == 0 and member(consumer, 'idle') >= head.idle_ms then
      local answer = redis.pcall('XGROUP', 'DELCONSUMER', KEYS[i], head.group, name)
      if type(answer) == 'table' then refused = answer['err'] else removed = removed + 1 end
    end
  end
end
return {'OK', removed, refused}
