local funcs = require("funcs")
local security = require("security")
local time = require("time")

local SERVER = "localhost:8080"

local function main()
    -- Three requests at once. Each component waits for its answer, and nothing else does.
    local began = time.now()
    local asked = {}
    for _, name in ipairs({ "ann", "bob", "eve" }) do
        asked[#asked + 1] = funcs.async("app:fetch", SERVER, "/slow/" .. name)
    end
    for _, future in ipairs(asked) do
        print(future:channel():receive():data())
    end
    print("at the same time:", time.now():sub(began):milliseconds() >= 30)

    -- What is not there is an answer too.
    local missing = funcs.call("app:fetch", SERVER, "/nothing")
    print(missing:match("^%d+"))

    -- Any other address would go out by the browser's fetch. Who may only ask the server of this
    -- project is refused before anything leaves the page.
    local visitor = funcs.new()
        :with_actor(security.new_actor("visitor"))
        :with_scope(security.named_scope("app:visitors"))
    print(visitor:call("app:fetch", "example.com", "/"))
    return visitor:call("app:fetch", SERVER, "/slow/visitor")
end

return { main = main }
