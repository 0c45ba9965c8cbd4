local funcs = require("funcs")

local function main()
    local ended = 0
    for _, call in ipairs({ { "app:nap", 60000 }, { "app:spin" } }) do
        local _, err = funcs.call(table.unpack(call))
        print(call[1], err:kind(), err:retryable(), err:message())
        ended = ended + 1
    end
    -- Other calls of the same functions are not harmed.
    print("a short nap:", (funcs.call("app:nap", 0)) ~= nil)
    return ended
end

return { main = main }
