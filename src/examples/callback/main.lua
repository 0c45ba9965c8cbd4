local funcs = require("funcs")

local function main()
    -- Lua calls WebAssembly, which calls Lua, which calls WebAssembly … A guest
    -- that waits for its callee lets others run, so a chain can be long.
    local counted, err = funcs.call("app:relay", "app:countdown", "3")
    if err then
        return nil, err
    end
    print(counted)

    -- Whatever becomes of the callee, the component goes on: it gets the error as
    -- a value, and here it answers with it.
    for _, target in ipairs({ "app:refuse", "app:nobody", "nobody" }) do
        local _, mistake = funcs.call("app:relay", target, "please")
        print(target, mistake)
    end
    return counted
end

return { main = main }
