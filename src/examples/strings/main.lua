local funcs = require("funcs")

local function show(name, ...)
    local value, err = funcs.call("app:" .. name, ...)
    if err then
        print(name, "failed:", err:message())
    else
        print(name, value)
    end
    return value
end

local function main()
    show("greet", "Wippy")
    show("greet", "Зоя 🌍")
    show("greet", "")

    -- A Lua string is bytes, a WIT string is characters.
    local text = "naïve 🌍"
    print("bytes", #text)
    local count = show("characters", text)

    -- So bytes that are no text are refused as text ...
    show("greet", "a\xffb")

    -- ... and are welcome as a list of bytes. It comes back as a string that can
    -- also be read like an array.
    local bytes = funcs.call("app:reverse", "\0\1\xff")
    print("reversed", #bytes, bytes[1], bytes[2], bytes[3])
    show("reverse", { 33, 105, 72 })
    show("reverse", { 72, 256 })

    -- 200000 bytes, there and back.
    local long = string.rep("0123456789", 20000)
    print("long", funcs.call("app:reverse", long) == long:reverse())
    return count
end

return { main = main }
