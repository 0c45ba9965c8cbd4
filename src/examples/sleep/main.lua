local funcs = require("funcs")
local time = require("time")

-- Two WebAssembly calls sleep at the same time, and Lua goes on meanwhile.
local function main()
    local awake = 0
    local asleep = 0
    local mostAsleep = 0

    local function nap(name, milliseconds)
        print(name, "falls asleep")
        asleep = asleep + 1
        mostAsleep = math.max(mostAsleep, asleep)
        local slept, err = funcs.call("app:nap", milliseconds)
        if err then
            print(name, "failed:", err:message())
        else
            print(name, "woke up, slept long enough:", slept >= milliseconds - 1)
        end
        asleep = asleep - 1
        awake = awake + 1
    end

    -- A coroutine each: while one waits for its call, the others run.
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

    -- One after the other, no more than one would sleep at a time.
    print("side by side:", mostAsleep == 2)
    return awake
end

return { main = main }
