local http = require("http")

local function handle()
    local request = http.request()
    local response = http.response()
    response:set_header("x-made-with", "Lua")
    response:write_json({ hello = request:param("name"), loud = request:query("loud") == "yes" })
end

return { handle = handle }
