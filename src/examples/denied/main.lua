local funcs = require("funcs")
local security = require("security")

local function main()
    -- WebAssembly may import what it likes; a call of what its entry does not
    -- declare ends there.
    local _, err = funcs.call("app:clock")
    print("undeclared ->", err)

    local now = funcs.call("app:declared_clock")
    print("declared ->", now > 0)

    -- Lua is stopped by policies, whoever calls it.
    local _, failed = funcs.new()
        :with_actor(security.new_actor("eve"))
        :with_scope(security.named_scope("app:guests"))
        :call("app:visitor")
    return failed == nil
end

return { main = main }
