local http = require("http")
local time = require("time")

local function handle()
    time.sleep("30ms")
    http.response():write("Hello, " .. http.request():param("name"))
end

return { handle = handle }
