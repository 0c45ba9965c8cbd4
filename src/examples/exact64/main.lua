local funcs = require("funcs")

local function call(name, ...)
    local value, err = funcs.call("app:" .. name, ...)
    if err then
        print(name, "failed:", err:message())
    end
    return value
end

local function main()
    -- 2^53 + 1 is the first whole number that a float cannot hold.
    print("2^53 + 1 =", call("add", 9007199254740992, 1))
    print("fibonacci(93) =", call("fibonacci", 93))

    -- The largest and the smallest Lua integer.
    print(call("negate", -math.maxinteger), call("negate", math.mininteger))

    -- A u64 may be twice as large as any Lua integer. It comes as a value of its
    -- own that keeps every digit, and can be passed on, compared and shown.
    local large = call("add", math.maxinteger, math.maxinteger)
    print(type(large), large)
    local largest = call("add", large, 1)
    print(largest, largest == int64("18446744073709551615"), largest > large)
    local parts = call("divide", largest, 10)
    print(parts[1], parts[2])

    -- What would lose digits or change its value is refused.
    print(call("add", 2.0 ^ 52, 0))
    call("add", 2.0 ^ 53, 0)
    call("add", 0.5, 0)
    call("add", -1, 0)
    call("negate", largest)
    return call("add", 9007199254740992, 1)
end

return { main = main }
