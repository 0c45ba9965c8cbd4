local io = require("io")

-- Each word after the command's name is an argument. Without words it asks, line by line,
-- until the input ends (Ctrl+D). What it returns is the exit code: how many were no numbers.
local function main(...)
    local sum, wrong = 0, 0
    local function add(text)
        local number = tonumber(text)
        if not number then
            io.eprint("no number:", text)
            wrong = wrong + 1
            return
        end
        sum = sum + number
    end

    for _, word in ipairs({ ... }) do
        add(word)
    end
    if select("#", ...) == 0 then
        io.write("number? ")
        for line in io.readline do
            add(line)
            io.write(sum, " and? ")
        end
        io.print()
    end
    io.print("sum:", sum)
    return wrong
end

return { main = main }
