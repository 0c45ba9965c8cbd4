local funcs = require("funcs")

-- A call returns a value and an error, which is nil if all went well.
-- Change a number, a name or the WebAssembly, and run again.
local function main()
    local answer, err = funcs.call("app:answer_wat")
    if err then
        return nil, err
    end
    print("the answer is", answer)

    local product
    product, err = funcs.call("app:compute", 6, 7)
    if err then
        return nil, err
    end
    print("6 * 7 =", product)

    -- Text where a number is expected: the call fails, nothing breaks.
    local nothing, mistake = funcs.call("app:compute", "six", 7)
    print("six * 7 =", nothing, "because", mistake:message())

    return product
end

return { main = main }
