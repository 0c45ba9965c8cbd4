-- A command is a process like any other: here it is run without a terminal, and what it
-- writes stands in the console.
local function main()
    local wrong, err = process.exec("app:sum", "app:host", "1", "2", "39")
    if err then
        return nil, err
    end
    print("words that are no numbers:", wrong)
    return wrong
end

return { main = main }
