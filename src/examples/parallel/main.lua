local funcs = require("funcs")

local function main()
    -- Each call is on its way when async returns; the future is its answer.
    local futures = {}
    for index = 1, 12 do
        local future, err = funcs.async("app:nap", 20)
        if err then
            return nil, err
        end
        futures[index] = future
    end
    print("on their way:", #futures)

    local rested = 0
    for _, future in ipairs(futures) do
        -- Waits for the answer where it has not come yet.
        future:response():receive()
        local _, err = future:result()
        if err then
            return nil, err
        end
        rested = rested + 1
    end
    print("answered:", rested)
    return rested
end

return { main = main }
