local funcs = require("funcs")
local security = require("security")

-- In the order in which the component counts them.
local PROFILES = {
    "funcs", "wasi:io", "wasi:poll", "wasi:clocks", "wasi:cli", "wasi:filesystem", "wasi:random", "wasi:sockets",
    "wasi:http",
}

local function main()
    -- WebAssembly may import what it likes; a call of what its entry does not
    -- declare ends there.
    local _, err = funcs.call("app:clock")
    print("undeclared ->", err)

    local now = funcs.call("app:declared_clock")
    print("declared ->", now > 0)

    for index, profile in ipairs(PROFILES) do
        local _, refused = funcs.call("app:asks", index - 1)
        print(profile, "->", refused)
    end

    local _, nothing = funcs.call("app:may_ask", 6)
    print("declared wasi:random ->", nothing == nil)

    -- Lua is stopped by policies, whoever calls it.
    local _, failed = funcs.new()
        :with_actor(security.new_actor("eve"))
        :with_scope(security.named_scope("app:guests"))
        :call("app:visitor")
    return failed == nil
end

return { main = main }
