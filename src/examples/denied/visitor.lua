local fs = require("fs")
local env = require("env")
local funcs = require("funcs")

-- Every refusal is a value: its kind and what it says.
local function told(what, _, err)
    print(what, "->", err and (err:kind() .. ": " .. err:message()) or "allowed")
end

local function try()
    told("a filesystem", fs.get("app:project"))
    told("a variable", env.get("TOKEN"))
    told("a function", funcs.call("app:declared_clock"))

    -- A module that the entry does not list is not there at all.
    print("a module", "->", pcall(require, "http_client"))
end

return { try = try }
