local funcs = require("funcs")

local function try(name, value)
    local result, err = funcs.call("app:" .. name, value)
    if err then
        print(name, tostring(value), "->", err:message())
    else
        print(name, tostring(value), "->", tostring(result))
    end
    return result
end

local function main()
    -- Nothing is cut or wrapped on the way in. What the module computes is its own matter: 255 + 1 in eight bits is 0.
    try("next_u8", 254)
    try("next_u8", 255)
    try("next_u8", 256)
    try("next_u8", -1)
    try("next_u8", 7.0)
    try("next_u8", 7.5)

    -- Integers are exact to the last of 64 bits.
    try("next_s64", 9007199254740992)
    try("next_s64", math.mininteger)
    try("next_s64", 2.0 ^ 53)
    local large = try("next_u64", math.maxinteger)
    print(type(large), large == large)
    try("next_u64", large)

    -- Floats.
    try("half", 7)
    try("half", 1 / 0)
    try("single", 0.1)

    -- Characters are strings of one character, booleans are true and false and nothing else.
    try("upper", "q")
    try("upper", "ß")
    try("upper", "no")
    try("invert", false)
    try("invert", 0)
    return try("next_s64", 41)
end

return { main = main }
