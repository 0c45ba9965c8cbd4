local http_client = require("http_client")
local json = require("json")

local SERVER = "http://localhost:8080/api"

local function main()
    -- The component behind a route: nothing in it knows of HTTP.
    local turned, err = http_client.post(SERVER .. "/reverse", { body = "Hello, Wippy" })
    if err then return nil, err end
    print(turned.status_code, turned.body)

    local greeted = http_client.get(SERVER .. "/hello/world?loud=yes")
    local answer = json.decode(greeted.body)
    print(greeted.status_code, answer.hello, answer.loud, greeted.headers["X-Made-With"])

    -- What is not there is an answer too.
    print(http_client.get(SERVER .. "/nothing").status_code)

    return turned.body
end

return { main = main }
