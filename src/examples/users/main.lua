local funcs = require("funcs")

local users = {
    { id = 1, name = "Alice", tags = { "admin", "dev" }, active = true },
    { id = 2, name = "Bob", tags = { "user" }, active = false },
}

local function main()
    -- Tables go in as a list of records and come back as one. A field is called
    -- what WIT calls it, and "tag-count" has to be written with brackets.
    local summaries, err = funcs.call("app:transform_users", users)
    if err then
        return nil, err
    end
    for _, user in ipairs(summaries) do
        print(user.id, user.display, user["tag-count"])
    end

    local active = funcs.call("app:filter_active", users)
    print("active:", #active, active[1].display)

    local tags = funcs.call("app:aggregate_tags", users)
    print("tags:", table.concat(tags, ", "))

    -- An empty table is an empty list.
    print("nobody:", #funcs.call("app:transform_users", {}))

    -- Everything is checked before the component sees any of it, and the error
    -- says where the mistake is.
    local wrong = { users[1], { id = 2, name = "Bob", tags = { 7 }, active = true } }
    local nothing, mistake = funcs.call("app:transform_users", wrong)
    print(nothing, mistake:message())
    nothing, mistake = funcs.call("app:transform_users", { { id = 3, name = "Eve", tags = {} } })
    print(nothing, mistake:message())
    nothing, mistake = funcs.call("app:filter_active", { users[1], "Bob" })
    print(nothing, mistake:message())

    return #summaries
end

return { main = main }
