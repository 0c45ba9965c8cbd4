-- A program runs as a process. What it writes stands in the console.
local function main()
    local _, err = process.exec("app:count", "app:processes")
    print("count:", err == nil and "done" or tostring(err))

    -- What a program exits with is the error of its process.
    _, err = process.exec("app:count_nothing", "app:processes")
    print("count_nothing failed:", err ~= nil)
    return err ~= nil
end

return { main = main }
