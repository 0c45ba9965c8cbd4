local funcs = require("funcs")
local security = require("security")

-- An executor calls as somebody, within a scope of policies, and gives values along.
local function acting_as(name, role, request)
    return funcs.new()
        :with_actor(security.new_actor(name, { role = role }))
        :with_scope(security.named_scope("app:staff"))
        :with_context({ request = request })
end

local function main()
    print("nobody in particular ->", security.actor())

    -- One function for both, and each is who it is on the whole way down.
    local bob = acting_as("bob", "clerk", "request 1"):call("app:office", 4)
    local ada = acting_as("ada", "admin", "request 2"):call("app:office", 21)
    return ada and not bob
end

return { main = main }
