local funcs = require("funcs")

-- Lua calls JavaScript here, each in an engine of its own, as if it were Lua.
local function main()
    local slug, err = funcs.call("app:slug", "Crème brûlée, s'il vous plaît!")
    if err then
        return nil, err
    end
    print("slug:", slug)

    -- The second argument is an option, so it may be left out.
    local poem = "A rose is a rose is a rose"
    for _, item in ipairs(funcs.call("app:count_words", poem)) do
        print(item.count, item.word)
    end
    print("at least three:", #funcs.call("app:count_words", poem, 3))

    local pretty = funcs.call("app:pretty_json", '{"name": "Zoë", "tags": []}')
    print(pretty)

    -- What the script throws is the error of its result: a record, here a table.
    local nothing, problem = funcs.call("app:pretty_json", '{"name": ')
    print(nothing, problem.text, problem.message)

    return slug
end

return { main = main }
