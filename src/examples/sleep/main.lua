local funcs = require("funcs")
local time = require("time")

-- Two WebAssembly calls sleep at the same time, and Lua goes on meanwhile.
local function main()
    local awake = 0
    local together = 0

    local function nap(name, milliseconds)
        print(name, "falls asleep")
        local slept, err = funcs.call("app:nap", milliseconds)
        if err then
            print(name, "failed:", err:message())
        else
            print(name, "woke up, slept long enough:", slept >= milliseconds - 1)
            together = together + slept
        end
        awake = awake + 1
    end

    -- A coroutine each: while one waits for its call, the others run.
    local start = time.now()
    coroutine.spawn(function()
        nap("first", 500)
    end)
    coroutine.spawn(function()
        nap("second", 700)
    end)

    for tick = 1, 3 do
        time.sleep("50ms")
        print("tick", tick)
    end

    while awake < 2 do
        time.sleep("10ms")
    end

    -- One after the other it would take as long as both naps together.
    local took = time.now():sub(start):milliseconds()
    print("side by side:", took < together)
    return awake
end

return { main = main }
