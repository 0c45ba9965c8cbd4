local fs = require("fs")
local env = require("env")

local function main()
    -- A file of the project, line by line.
    local project = fs.get("app:project")
    local lines = project:open("main.lua", "r"):scanner("lines")
    lines:scan()
    print("this file begins with", lines:text())

    -- Errors are values here too.
    local _, refused = project:writefile("main.lua", "")
    print("writing is refused:", refused)

    -- A variable has its default until it is set.
    print("AUTHOR is", env.get("AUTHOR"))
    env.set("AUTHOR", "Lua")

    local notes = fs.get("app:notes")
    notes:writefile("today.txt", "written by " .. env.get("AUTHOR") .. "\n")
    notes:writefile("today.txt", "and added to\n", "a")
    print((notes:readfile("today.txt")))

    -- Nobody leaves the folder of a filesystem.
    local _, outside = notes:readfile("../main.lua")
    print("outside is", outside)

    local names = {}
    for entry in notes:readdir("/") do
        names[#names + 1] = entry.name
    end
    return table.concat(names, ", ")
end

return { main = main }
