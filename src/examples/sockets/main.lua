local funcs = require("funcs")
local security = require("security")
local time = require("time")

local PORT = 7000

local function main()
    -- Where nobody listens, the component is told so, and says nothing.
    print("before:", #funcs.call("app:ask", PORT, "anybody there?"))

    -- The server waits for one connection, which costs nothing.
    local server = funcs.async("app:serve", PORT)
    local answer
    repeat
        time.sleep("1ms")
        answer = funcs.call("app:ask", PORT, "hello over there")
    until answer ~= ""
    print("client got:", answer)
    print("server got:", server:channel():receive():data())

    -- Nobody connects without the permission.
    local visitor = funcs.new()
        :with_actor(security.new_actor("visitor"))
        :with_scope(security.named_scope("app:visitors"))
    print("visitor:", #visitor:call("app:ask", PORT, "let me in"))

    return answer
end

return { main = main }
