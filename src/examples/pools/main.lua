local funcs = require("funcs")

-- The same work for a pool of each type. The status line shows how many calls
-- wait; every one of them has its turn.
local function main()
    local total = 0
    for _, name in ipairs({ "inline", "lazy", "static", "adaptive" }) do
        local futures = {}
        for index = 1, 8 do
            futures[index] = funcs.async("app:" .. name, 10)
        end
        local answered = 0
        for _, future in ipairs(futures) do
            future:response():receive()
            local _, err = future:result()
            if err then
                return nil, err
            end
            answered = answered + 1
        end
        print(name, answered)
        total = total + answered
    end
    return total
end

return { main = main }
