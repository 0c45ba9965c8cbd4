local funcs = require("funcs")

-- Everything that goes through the component is text.
local function main(text)
    local left = tonumber(text)
    print("Lua has", left)
    if left == 0 then
        return "go"
    end
    local rest, err = funcs.call("app:relay", "app:countdown", tostring(left - 1))
    if err then
        return nil, err
    end
    return text .. " " .. rest
end

return { main = main }
