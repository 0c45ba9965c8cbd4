local security = require("security")

-- Whoever gets here was allowed to; who it is came along through the office.
local function open()
    return "opened by " .. security.actor():id()
end

return { open = open }
