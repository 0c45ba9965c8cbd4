local funcs = require("funcs")

local function call(name, ...)
    local value, err = funcs.call("app:" .. name, ...)
    if err then
        print(name, "failed:", err:message())
    end
    return value
end

-- Fields in the order of the alphabet, so that a table always prints the same.
local function text(value)
    if type(value) ~= "table" then
        return tostring(value)
    end
    local parts = {}
    for key, item in pairs(value) do
        parts[#parts + 1] = key .. " = " .. text(item)
    end
    table.sort(parts)
    return "{" .. table.concat(parts, ", ") .. "}"
end

local function main()
    -- A variant is a table with one key: its case. One without content may also
    -- be written as the name alone.
    print("circle", call("area", { circle = 10 }))
    print("rectangle", call("area", { rectangle = { width = 3, height = 4 } }))
    print("nothing", call("area", "nothing"), call("area", { nothing = true }))

    -- An enum is the name of its case, flags are a set or a list of names, and an
    -- option that has no value is nil.
    print(text(call("invert", {
        what = { circle = 2 },
        color = "red",
        look = { bold = true },
        title = "Moon",
    })))
    print(text(call("invert", { what = "nothing", color = "blue", look = { "dashed", "filled" } })))

    local shapes = { { circle = 1 }, { rectangle = { width = 2, height = 2 } }, "nothing" }
    print("largest", text(call("largest", shapes)))
    print("of none", call("largest", {}))

    -- Results inside of other values are tables with "ok" or "err" ...
    for _, side in ipairs(call("sides", { 9, -1, 2.25 })) do
        print("side", side.ok or side.err)
    end

    -- ... and the result of a function is two values, as in Lua.
    print("scaled", text(funcs.call("app:scale", { circle = 2 }, 1.5)))
    local scaled, problem = funcs.call("app:scale", { circle = 2 }, -1)
    print("scaled", scaled, problem.code, problem.reason)

    -- What does not fit is refused with its place.
    call("area", { rectangle = { width = 3 } })
    call("invert", { what = "nothing", color = "purple", look = {} })
    call("largest", { { circle = 1 }, { circle = "wide" } })
    return call("area", { rectangle = { width = 3, height = 4 } })
end

return { main = main }
