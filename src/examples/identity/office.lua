local funcs = require("funcs")
local security = require("security")
local ctx = require("ctx")

-- Nobody says here who acts: actor, scope and values are those of the caller,
-- and go on to every call below.
local function work(n)
    local me = security.actor():id()
    print(me, "asks for", (ctx.get("request")))
    print(me, "doubles", n, "->", (funcs.call("app:double", n)))

    local answer, err = funcs.call("app:safe")
    if err then
        print(me, "is refused:", err:kind() .. ":", err:message())
    else
        print(me, "->", answer)
    end

    print(me, "may edit a page of eve:", security.can("edit", "page", { owner = "eve" }))
    return answer ~= nil
end

return { work = work }
