local funcs = require("funcs")
local crypto = require("crypto")
local uuid = require("uuid")
local time = require("time")

local function main()
    -- WebAssembly rolls dice with the host's secure random bytes.
    local rolls = { funcs.call("app:dice", 60):byte(1, -1) }
    local fair = true
    for _, roll in ipairs(rolls) do
        fair = fair and roll >= 1 and roll <= 6
    end
    print(#rolls, "rolls, all from 1 to 6:", fair)

    -- Lua has the same source.
    print("a password of", #crypto.random.string(12), "letters and digits")
    print("UUIDs of version", uuid.version(crypto.random.uuid()), "and", uuid.version(uuid.v7()))

    -- Two clocks: one tells the time, the other only how much has passed.
    local day = funcs.call("app:clocks", 0)
    print("both see the same day:", math.abs(day // 1000000000 - time.now():unix()) < 60)

    local before = funcs.call("app:clocks", 1)
    time.sleep("20ms")
    local passed = funcs.call("app:clocks", 1) - before
    return passed >= 20000000
end

return { main = main }
