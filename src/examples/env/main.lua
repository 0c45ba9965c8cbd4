local env = require("env")
local funcs = require("funcs")

local function main()
    -- The fixed value, until another one is set.
    print(env.get("GREETING"), env.get("PLACE"), env.get("COLOUR"))

    -- WebAssembly reads what its entry lists, anew in every call.
    print((funcs.call("app:variables")))
    env.set("GREETING", "Good evening")
    print((funcs.call("app:variables")))

    -- Errors are values here too.
    local _, refused = env.set("PLACE", "moon")
    print("PLACE:", refused)
    local _, missing = env.get("NOBODY")
    print("NOBODY:", missing)

    -- What is set stays until the project is opened again.
    local said = env.get("GREETING") .. ", " .. env.get("PLACE")
    env.set("GREETING", "Hello")
    return said
end

return { main = main }
