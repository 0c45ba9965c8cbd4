local funcs = require("funcs")

-- Whatever goes wrong in a call comes back as its second value. The error says
-- what kind it is, in words what happened, and whether trying again may help.
local function show(title, value, err)
    if err == nil then
        print(title, "->", value)
        return
    end
    print(title, "->", value, err:kind() .. ":", err:message())
end

local function main()
    show("works", funcs.call("app:divide", 84, 2))
    show("trap", funcs.call("app:divide", 1, 0))
    show("too few", funcs.call("app:divide", 1))
    show("too many", funcs.call("app:divide", 1, 2, 3))
    show("wrong type", funcs.call("app:divide", "84", 2))
    show("fraction", funcs.call("app:divide", 8.5, 2))
    show("no such entry", funcs.call("app:nope"))
    show("no namespace", funcs.call("divide", 1, 2))

    local _, err = funcs.call("app:forever")
    show("too long", nil, err)
    print("worth another try:", err:retryable())

    -- Errors of a mistaken call name the argument.
    local _, mistake = funcs.call("app:divide", 1, true)
    local details = mistake:details()
    print("argument", details.argument, details.path, "expected", details.expected, "got", details.got)

    -- And the runtime is as well as before.
    show("still works", funcs.call("app:divide", 9, 3))
    return errors.is(err, errors.TIMEOUT)
end

return { main = main }
